using FundPortal.Application.Audit;
using FundPortal.Domain.Identity;
using FundPortal.Web.Host;
using FundPortal.Web.Transactions;
using Microsoft.AspNetCore.Mvc;

namespace FundPortal.Web.Audit;

/// <summary>The trail as a file: a form, since the download itself stands in the trail.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this WebApplication app) => app.MapPost("/audit/download", DownloadAsync);

    private static async Task<IResult> DownloadAsync(
        [FromForm] string? from,
        [FromForm] string? to,
        [FromForm] string? actor,
        [FromForm] string? action,
        [FromForm] string? subject,
        [FromForm] string? text,
        Desk desk,
        CancellationToken ct
    )
    {
        var filter = new AuditFilter(FilterAddress.Day(from), FilterAddress.Day(to), Some(actor), Some(action), Some(subject), Some(text));
        var result = await desk.AskAsync((ExportAudit u, Actor me, CancellationToken c) => u.HandleAsync(new(filter), me, c), ct);
        if (result.Refusal is { } refusal)
            return Downloads.Refused(refusal);
        return Results.File(result.Value.Content, result.Value.ContentType, result.Value.FileName);
    }

    private static string? Some(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
