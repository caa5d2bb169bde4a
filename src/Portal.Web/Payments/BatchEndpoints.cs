using System.Globalization;
using FundPortal.Application.Payments.Files;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Web.Host;

namespace FundPortal.Web.Payments;

/// <summary>The template: an empty form, the same for everybody, so a plain link.</summary>
internal static class BatchEndpoints
{
    public static void MapBatches(this WebApplication app) => app.MapGet("/payments/template/{kind}.xlsx", TemplateAsync);

    private static async Task<IResult> TemplateAsync(string kind, Desk desk, CancellationToken ct)
    {
        var type = kind switch
        {
            "payments" => PaymentType.Transfer,
            "payroll" => PaymentType.Payroll,
            _ => (PaymentType?)null,
        };
        if (type is null)
            return Results.NotFound();
        var query = new MakePaymentTemplate.Query(type.Value, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "en");
        var made = await desk.AskAsync((MakePaymentTemplate u, Actor me, CancellationToken c) => u.HandleAsync(query, me, c), ct);
        return made.Refusal is { } refusal
            ? Downloads.Refused(refusal)
            : Results.File(made.Value, MakePaymentTemplate.ContentType, $"{kind}.xlsx");
    }
}
