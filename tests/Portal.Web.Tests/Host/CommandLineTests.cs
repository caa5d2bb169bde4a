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
        foreach (var command in new[] { "migrate", "demo", "create-admin", "import", "export-statement" })
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

    [Fact]
    public async Task Create_admin_reads_the_password_from_standard_input_and_refuses_a_weak_one()
    {
        await RunAsync(["migrate"]);
        var weak = await RunAsync(["create-admin"], input: "root.admin\nRoot\npassword\n");
        Assert.Equal(2, weak.Code);
        Assert.DoesNotContain("password\n", weak.Output, StringComparison.Ordinal);
        var temporary = await RunAsync(["create-admin"], input: "root.admin\nRoot\n\n");
        Assert.Equal(0, temporary.Code);
        Assert.Contains("Temporary password", temporary.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(["create-admin"], input: "root.admin\nRoot\n\n")).Code);
    }

    [Fact]
    public async Task The_demonstration_group_gives_codes_and_statements_that_are_written_once()
    {
        await RunAsync(["migrate"]);
        Assert.Equal(0, (await RunAsync(["demo"])).Code);
        Assert.Equal(2, (await RunAsync(["demo"])).Code);
        Assert.Matches("^[0-9]{6}$", (await RunAsync(["demo", "totp", "wang.min"])).Output.Trim());
        Assert.Equal(2, (await RunAsync(["demo", "totp", "nobody"])).Code);
        var file = Path.Combine(folder, "statement.xlsx");
        string[] export = ["export-statement", "--account", "755901234510001", "--from", "2020-01-01", "--to", "2020-01-31", "--out", file];
        var first = await RunAsync(export);
        Assert.Equal((0, ""), (first.Code, first.Error));
        Assert.True(new FileInfo(file).Length > 1000);
        Assert.Equal(2, (await RunAsync(export)).Code);
        Assert.Equal(2, (await RunAsync([.. export[..2], "unknown", .. export[3..7], "--out", file + ".csv"])).Code);
        Assert.Equal(1, (await RunAsync(["demo"], environment: "Production")).Code);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Database => Path.Combine(folder, "fundportal.db");

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(
        string[] args,
        string provider = "Sqlite",
        string input = "",
        string environment = "Development"
    )
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll"), .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
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
