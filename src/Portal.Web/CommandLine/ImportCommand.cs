using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using FundPortal.Application.Importing;
using FundPortal.Domain;
using FundPortal.Domain.Importing;

namespace FundPortal.Web.CommandLine;

internal static class ImportCommand
{
    private static readonly JsonSerializerOptions JsonText = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Files, zips and folders.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<Guid?> Account = new("--account")
    {
        Description = "Id of the account for statements whose file does not name a known one.",
        HelpName = "ID",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only reads the files; needs no database and no settings.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints one JSON object." };

    public static Command Make()
    {
        var command = new Command(
            "import",
            "Stores the entries of bank files: all of them, or none when a file cannot be read (exit code 2)."
        )
        {
            Files,
            Account,
            DryRun,
            Json,
        };
        command.SetAction(
            (parsed, ct) =>
                parsed.GetValue(DryRun)
                    ? ImportDryRun.RunAsync(parsed.GetValue(Files)!, parsed.GetValue(Json), parsed.InvocationConfiguration.Output, ct)
                    : StoreAsync(parsed, ct)
        );
        return command;
    }

    private static async Task<int> StoreAsync(ParseResult parsed, CancellationToken ct)
    {
        var read = await ImportDryRun.ReadAsync(parsed.GetValue(Files)!, ct);
        var error = parsed.InvocationConfiguration.Error;
        foreach (var (file, problem) in read.SelectMany(file => file.Errors.Select(problem => (file, problem))))
            await error.WriteLineAsync($"{file.FileName}: {(problem.Line is { } line ? $"line {line}: " : "")}{problem.Message}");
        if (read.Any(file => file.Errors.Count > 0))
            return PortalCommands.BadInput;
        var account = parsed.GetValue(Account);
        var command = new StoreImport.Command([.. read.Select(file => new ImportInput(file, Size(file), account))], []);
        return await CommandHost.RunAsync<StoreImport>(
            parsed,
            async (import, stop) => await SayAsync(parsed, await import.HandleAsync(command, CommandHost.Operator, stop)),
            ct
        );
    }

    private static async Task<int> SayAsync(ParseResult parsed, Result<IReadOnlyList<StoreImport.Stored>> result)
    {
        if (result.Refusal is { } refusal)
            return await Refusals.SayAsync(parsed, refusal);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
            await output.WriteLineAsync(JsonSerializer.Serialize(new { files = result.Value }, JsonText));
        else
            foreach (var file in result.Value)
                await output.WriteLineAsync(
                    $"{file.FileName}: {file.New} new, {file.Known} known, {file.DoubtfulLeftOut} doubtful left out{(file.WasKnown ? " (file was imported before)" : "")}"
                );
        return PortalCommands.Done;
    }

    /// <summary>0 for a file out of a zip.</summary>
    private static long Size(ParsedFile file) => File.Exists(file.FileName) ? new FileInfo(file.FileName).Length : 0;
}
