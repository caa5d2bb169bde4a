using System.Globalization;
using FundPortal.Application.Statements;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Statements;
using FundPortal.Web.Host;
using FundPortal.Web.Transactions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

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
        HttpResponse response,
        CancellationToken ct
    )
    {
        StatementFormat? wanted = format switch
        {
            "xlsx" => StatementFormat.Xlsx,
            "csv" => StatementFormat.Csv,
            "camt" => StatementFormat.Camt,
            "mt940" => StatementFormat.Mt940,
            _ => null,
        };
        if (FilterAddress.Day(from) is not { } first || FilterAddress.Day(to) is not { } last || wanted is not { } kind)
            return Results.BadRequest();
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "en"
            ? StatementLanguage.English
            : StatementLanguage.Chinese;
        var command = new ExportStatement.Command(new StatementRequest(accounts, first, last), kind, language, Open);
        var result = await desk.AskAsync((ExportStatement u, Actor me, CancellationToken c) => u.HandleAsync(command, me, c), ct);
        return result.Refusal is { } refusal ? Downloads.Refused(refusal) : Results.Empty;

        // What breaks from here on cuts the answer off, which every browser shows as a download that failed.
        Stream Open(ExportStatement.Head head)
        {
            response.ContentType = head.ContentType;
            response.ContentLength = head.Length;
            var name = new ContentDispositionHeaderValue("attachment");
            name.SetHttpFileName(head.FileName);
            response.Headers.ContentDisposition = name.ToString();
            return response.Body;
        }
    }
}
