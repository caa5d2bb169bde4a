using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace FundPortal.Web.Tests.Host;

/// <summary>The commands, as processes of their own: arguments, output, exit codes.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Statement = """
        :20:TEST
        :25:6222021234567890123
        :28C:1/1
        :60F:C260301CNY100,00
        :61:2603020302D12,30NTRFNONREF//B1
        :86:fee
        :62F:C260302CNY87,70
        -
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("fundportal-command-").FullName;

    [Fact]
    public async Task A_dry_run_needs_no_database_and_no_settings_and_prints_one_JSON_object()
    {
        var file = Write("good.sta", Statement);
        // A provider that does not exist would stop anything that asked for the database.
        var (code, output, error) = await RunAsync(["import", "--dry-run", "--json", file], provider: "None");
        Assert.Equal((0, ""), (code, error));
        using var parsed = JsonDocument.Parse(output);
        var statement = parsed.RootElement.GetProperty("files")[0].GetProperty("statements")[0];
        Assert.Equal("87.70", statement.GetProperty("closing").GetString());
        Assert.Equal("-12.30", statement.GetProperty("entries")[0].GetProperty("amount").GetString());
        Assert.True(statement.GetProperty("balanced").GetBoolean());
        Assert.Empty(Directory.GetFiles(folder, "*.db"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_exit_code_2_and_so_is_one_that_is_not_there()
    {
        Assert.Equal(2, (await RunAsync(["import", "--dry-run", Write("bad.xml", "<Document><unclosed>")])).Code);
        Assert.Equal(2, (await RunAsync(["import", "--dry-run", Path.Combine(folder, "nothing.sta")])).Code);
        Assert.Equal(2, (await RunAsync(["import", Write("bad.sta", ":20:X\n:60F:broken")])).Code);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("import")]
    [InlineData("import", "x", "--account", "not-an-id")]
    [InlineData("migrate", "--unknown")]
    public async Task A_command_that_is_not_understood_is_exit_code_2(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(2, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Help_names_every_command_and_a_failing_database_is_exit_code_1_in_one_line()
    {
        var (code, output, _) = await RunAsync(["--help"]);
        Assert.Equal(0, code);
        foreach (var command in new[] { "migrate", "import" })
            Assert.Contains(command, output, StringComparison.Ordinal);
        var failed = await RunAsync(["migrate"], provider: "None");
        Assert.Equal(1, failed.Code);
        Assert.Single(failed.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task An_import_wants_a_migrated_database_and_a_known_account()
    {
        var file = Write("good.sta", Statement);
        var early = await RunAsync(["import", file]);
        Assert.Equal(1, early.Code);
        Assert.Contains("migrate", early.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(["migrate"])).Code);
        var (code, _, error) = await RunAsync(["import", file]);
        Assert.Equal(2, code);
        Assert.Contains("account_unknown", error, StringComparison.Ordinal);
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var audit = connection.CreateCommand();
        audit.CommandText = "SELECT ActorName FROM AuditEntries WHERE Action = 'import.refused'";
        Assert.Equal($"system:{Environment.UserName}", audit.ExecuteScalar());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Database => Path.Combine(folder, "fundportal.db");

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] args, string provider = "Sqlite", string input = "")
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll"), .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Database__Provider"] = provider;
        start.Environment["ConnectionStrings__Portal"] = $"Data Source={Database}";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, texts[0], texts[1]);
    }
}
