using System.Globalization;
using FundPortal.Application.Statements;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Statements;
using FundPortal.Web.Host;
using FundPortal.Web.Transactions;
using Microsoft.AspNetCore.Mvc;

namespace FundPortal.Web.Statements;

/// <summary>The download: a form, since it leaves a trace in the audit chain and its parameters belong into no address.</summary>
internal static class StatementEndpoints
{
    public static void MapStatements(this WebApplication app) => app.MapPost("/statements/download", DownloadAsync);

    private static async Task<IResult> DownloadAsync(
        [FromForm(Name = "account")] Guid[] accounts,
        [FromForm] string? from,
        [FromForm] string? to,
        [FromForm] string? format,
        Desk desk,
        CancellationToken ct
    )
    {
        if (FilterAddress.Day(from) is not { } first || FilterAddress.Day(to) is not { } last || format is not ("xlsx" or "csv"))
            return Results.BadRequest();
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "en"
            ? StatementLanguage.English
            : StatementLanguage.Chinese;
        var command = new ExportStatement.Command(
            new StatementRequest(accounts, first, last),
            format is "csv" ? StatementFormat.Csv : StatementFormat.Xlsx,
            language
        );
        var result = await desk.AskAsync((ExportStatement u, Actor me, CancellationToken c) => u.HandleAsync(command, me, c), ct);
        if (result.Refusal is { } refusal)
            return Downloads.Refused(refusal);
        // The answer disposes the stream, and with it the file is gone.
        return Results.File(result.Value.Content, result.Value.ContentType, result.Value.FileName);
    }
}
