using System.CommandLine;
using FundPortal.Application.Accounts;
using FundPortal.Application.Statements;
using FundPortal.Domain;
using FundPortal.Domain.Statements;

namespace FundPortal.Web.CommandLine;

internal static class ExportStatementCommand
{
    private static readonly Option<string[]> Account = new("--account")
    {
        Description = "Number or id of an account; several are allowed.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<DateOnly> From = new("--from") { Description = "First day, such as 2026-01-01.", Required = true };

    private static readonly Option<DateOnly> To = new("--to") { Description = "Last day.", Required = true };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The file to write: .xlsx, .csv, .xml (camt.053) or .sta (MT940); an existing one is kept.",
        Required = true,
        HelpName = "FILE",
    };

    private static readonly Option<string> Language = new("--language")
    {
        Description = "zh-CN (default) or en.",
        DefaultValueFactory = _ => "zh-CN",
    };

    public static Command Make()
    {
        Language.AcceptOnlyFromAmong("zh-CN", "en");
        var command = new Command("export-statement", "Writes a statement of accounts over whole days.")
        {
            Account,
            From,
            To,
            Out,
            Language,
        };
        command.SetAction(
            (parsed, ct) => CommandHost.RunAsync<IServiceProvider>(parsed, (services, stop) => ExportAsync(parsed, services, stop), ct)
        );
        return command;
    }

    private static async Task<int> ExportAsync(ParseResult parsed, IServiceProvider services, CancellationToken ct)
    {
        var file = parsed.GetRequiredValue(Out);
        var format = Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".XLSX" => StatementFormat.Xlsx,
            ".CSV" => StatementFormat.Csv,
            ".XML" => StatementFormat.Camt,
            ".STA" => StatementFormat.Mt940,
            _ => (StatementFormat?)null,
        };
        if (format is null || File.Exists(file))
            return await Refusals.SayAsync(parsed, Refusal.Invalid("out", format is null ? "statement_ending" : "exists", file));
        var ids = await IdsAsync(parsed.GetRequiredValue(Account), services.GetRequiredService<ListAccounts>(), ct);
        if (ids.Refusal is { } unknown)
            return await Refusals.SayAsync(parsed, unknown);
        var request = new StatementRequest(ids.Value, parsed.GetRequiredValue(From), parsed.GetRequiredValue(To));
        var language = parsed.GetRequiredValue(Language) is "en" ? StatementLanguage.English : StatementLanguage.Chinese;
        var result = await services
            .GetRequiredService<ExportStatement>()
            .HandleAsync(new(request, format.Value, language), CommandHost.Operator, ct);
        if (result.Refusal is { } refusal)
            return await Refusals.SayAsync(parsed, refusal);
        await using var exported = result.Value;
        await using (var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
            await exported.Content.CopyToAsync(target, ct);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"{file}: {exported.Entries} entries, integrity code {exported.Code}");
        return PortalCommands.Done;
    }

    private static async Task<Result<IReadOnlyList<Guid>>> IdsAsync(string[] named, ListAccounts accounts, CancellationToken ct)
    {
        var all = await accounts.HandleAsync(new(), CommandHost.Operator, ct);
        var ids = new List<Guid>();
        foreach (var name in named)
        {
            var found = all.Value.Where(row => string.Equals(row.Number, name, StringComparison.Ordinal)).Select(row => row.Id).ToArray();
            if (found.Length > 1)
                return Refusal.Invalid("account", "ambiguous", name);
            if (found.Length == 0 && !Guid.TryParse(name, out _))
                return Refusal.Invalid("account", "unknown", name);
            ids.Add(found.Length == 1 ? found[0] : Guid.Parse(name));
        }
        return ids;
    }
}
