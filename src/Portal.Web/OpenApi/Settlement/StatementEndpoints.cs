using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.Statements;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Statements;
using Microsoft.Net.Http.Headers;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>An account's statement over whole days, in the form that <c>Accept</c> asks for.</summary>
internal static class StatementEndpoints
{
    /// <summary>Made by the same use case as the portal's own files, with the same integrity code and entry in the audit trail.</summary>
    private static readonly Dictionary<MediaTypeHeaderValue, StatementFormat> Files = new()
    {
        [MediaTypeHeaderValue.Parse("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")] = StatementFormat.Xlsx,
        [MediaTypeHeaderValue.Parse("text/csv")] = StatementFormat.Csv,
        [MediaTypeHeaderValue.Parse("application/xml;profile=camt.053.001.08")] = StatementFormat.Camt,
        [MediaTypeHeaderValue.Parse("text/plain;profile=mt940")] = StatementFormat.Mt940,
    };

    /// <summary>Whoever does not mind gets JSON, and whoever says XML without a profile the API's own.</summary>
    public static readonly IReadOnlyList<MediaTypeHeaderValue> Forms = [.. AnswerForms.Usual, .. Files.Keys];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCall<StatementAnswer>(
            "GET",
            "/v1/accounts/{id}/statement",
            new(
                "showStatement",
                ApiPermission.ReadStatements,
                [new("from", "date", "2026-11-01", IsRequired: true), new("to", "date", "2026-11-30", IsRequired: true)],
                null,
                "account_not_found"
            ),
            AnswerAsync,
            Forms
        );

    private static async Task<Refusal?> AnswerAsync(SettlementCall call)
    {
        if (call.RouteId is not { } account)
            return CallRefusals.AccountNotFound;
        var (from, to) = (call.Day("from"), call.Day("to"));
        if ((from.Refusal ?? to.Refusal) is { } wrong)
            return wrong;
        if (from.Value is not { } first || to.Value is not { } last)
            return Refusal.Invalid(from.Value is null ? "from" : "to", "required");
        if (AnswerForms.Choose(call.Context.Request, Forms) is not { } form)
            return CallRefusals.NotAcceptable;
        var request = new StatementRequest([account], first, last);
        var refusal = Files.TryGetValue(form, out var format) ? await FileAsync(call, request, format) : await TellAsync(call, request);
        return refusal == Refusal.NotFound ? CallRefusals.AccountNotFound : refusal;
    }

    private static async Task<Refusal?> FileAsync(SettlementCall call, StatementRequest request, StatementFormat format)
    {
        var language = call.Language.TwoLetterISOLanguageName is "en" ? StatementLanguage.English : StatementLanguage.Chinese;
        var command = new ExportStatement.Command(request, format, language);
        var made = await call.AskAsync<ExportStatement, SandboxReads, ExportStatement.Exported>(
            (export, me, ct) => export.HandleAsync(command, me, ct),
            (sandbox, me, ct) => sandbox.ExportAsync(command, me, ct)
        );
        if (made.Refusal is { } refusal)
            return refusal;
        await using var file = made.Value;
        call.Rows = (int)Math.Min(int.MaxValue, file.Entries);
        var response = call.Context.Response;
        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{file.FileName}\"";
        await file.Content.CopyToAsync(response.Body, call.Ct);
        return null;
    }

    private static async Task<Refusal?> TellAsync(SettlementCall call, StatementRequest request)
    {
        var found = await call.AskAsync<ReadApiStatement, SandboxReads, ReadApiStatement.Found>(
            (read, me, ct) => read.HandleAsync(request, me, ct),
            (sandbox, me, ct) => sandbox.StatementAsync(request, me, ct)
        );
        if (found.Refusal is { } refusal)
            return refusal;
        var (statement, currency) = (found.Value, found.Value.Account.Currency);
        string Text(long minor) => new Money(minor, currency).ToPlainText();
        var answer = new StatementAnswer(
            statement.Account.PublicId,
            statement.Account.Name,
            statement.Account.Number,
            currency.Code,
            request.From,
            request.To,
            Text(statement.OpeningMinor),
            statement.Sums.Count,
            Text(statement.Sums.InMinor),
            Text(statement.Sums.OutMinor),
            EntriesAsync(statement.Entries, currency),
            Text(statement.ClosingMinor)
        );
        var rows = (int)Math.Min(int.MaxValue, statement.Sums.Count);
        return await CallAnswer.WriteAsync(call, answer, AnswerJson.Written.StatementAnswer, rows);
    }

    private static async IAsyncEnumerable<TransactionAnswer> EntriesAsync(
        IAsyncEnumerable<ReadApiStatement.Entry> entries,
        Currency currency
    )
    {
        await foreach (var entry in entries)
            yield return TransactionEndpoints.Show(entry.Row, currency, entry.BalanceMinor);
    }
}
