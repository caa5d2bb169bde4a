using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Payment requests: filed into the approval route, looked at, taken back.</summary>
internal static class PaymentEndpoints
{
    private const string Id = "0199aaaa-0000-7000-8000-000000000001";

    private static readonly CallField[] Fields =
    [
        new("accountId", Id, IsRequired: true, MaxLength: 36),
        new("payeeId", "0199aaaa-0000-7000-8000-000000000002", MaxLength: 36),
        new("payeeName", "Shanghai Mould Ltd", MaxLength: PaymentLimits.Name, IsInExample: false),
        new("payeeAccount", "6222021001116245702", MaxLength: PaymentLimits.AccountNumber, IsInExample: false),
        new("payeeBankCode", "102100099996", MaxLength: 12, IsInExample: false),
        new("amount", "1200.00", IsRequired: true, MaxLength: 40),
        new("currency", "CNY", MaxLength: 3),
        new("purpose", "Invoice 2026-118", IsRequired: true, MaxLength: PaymentLimits.Purpose),
        new("payOn", "2026-11-30", MaxLength: 10),
        new("externalRef", "INV-2026-118", MaxLength: PaymentLimits.Reference),
        new("duplicateReason", "Second instalment", MaxLength: PaymentLimits.Comment, IsInExample: false),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall<FiledAnswer>(
            "POST",
            "/v1/payments",
            new("filePayment", ApiPermission.FilePayments, [], Fields, "account_not_found", "idempotency_conflict", "conflict")
            {
                Status = StatusCodes.Status201Created,
            },
            FileAsync
        );
        routes.MapCall<PaymentAnswer>(
            "GET",
            "/v1/payments",
            new(
                "findPayment",
                ApiPermission.ReadPayments,
                [new("externalRef", null, "INV-2026-118", IsRequired: true)],
                null,
                "payment_not_found"
            ),
            FindAsync
        );
        routes.MapCall<PaymentAnswer>(
            "GET",
            "/v1/payments/{id}",
            new("showPayment", ApiPermission.ReadPayments, [], null, "payment_not_found"),
            ShowAsync
        );
        routes.MapCall<PaymentAnswer>(
            "POST",
            "/v1/payments/{id}/cancel",
            new("cancelPayment", ApiPermission.FilePayments, [], null, "payment_not_found", "conflict"),
            CancelAsync
        );
    }

    private static async Task<Refusal?> FileAsync(SettlementCall call)
    {
        var fields = call.Fields;
        var account = SettlementCall.Id("accountId", fields.GetValueOrDefault("accountId"));
        var payee = fields.TryGetValue("payeeId", out var id) ? SettlementCall.Id("payeeId", id) : default;
        var day = SettlementCall.Day("payOn", fields.GetValueOrDefault("payOn"));
        if ((account.Refusal ?? payee.Refusal ?? day.Refusal) is { } wrong)
            return wrong;
        var command = new FileApiPayment.Command(
            call.Context.Request.Headers["Idempotency-Key"] is [{ } key] ? key : "",
            fields.GetValueOrDefault("externalRef"),
            account.Value,
            id is null ? null : payee.Value,
            fields.GetValueOrDefault("payeeName"),
            fields.GetValueOrDefault("payeeAccount"),
            fields.GetValueOrDefault("payeeBankCode"),
            fields.GetValueOrDefault("amount"),
            fields.GetValueOrDefault("currency"),
            fields.GetValueOrDefault("purpose"),
            day.Value,
            fields.GetValueOrDefault("duplicateReason")
        );
        var filed = await call.AskAsync<FileApiPayment, SandboxPayments, FileApiPayment.Filed>(
            (file, me, ct) => file.HandleAsync(command, me, ct),
            (sandbox, me, ct) => sandbox.FileAsync(command, me, ct)
        );
        if (filed.Refusal is { } refusal)
            return refusal.Args is ["account", "account_unknown"] ? CallRefusals.AccountNotFound : refusal;
        var payment = filed.Value;
        call.Context.Response.StatusCode = StatusCodes.Status201Created;
        call.Context.Response.Headers.Location = $"/v1/payments/{payment.Payment}";
        return await CallAnswer.WriteAsync(
            call,
            new FiledAnswer(payment.Payment, payment.ExternalRef, Word(payment.State), payment.At),
            AnswerJson.Written.FiledAnswer
        );
    }

    private static async Task<Refusal?> FindAsync(SettlementCall call) =>
        call.Text("externalRef") is { } reference ? await AskAsync(call, new(null, reference)) : Refusal.Invalid("externalRef", "required");

    private static async Task<Refusal?> ShowAsync(SettlementCall call) =>
        call.RouteId is { } id ? await AskAsync(call, new(id, null)) : CallRefusals.PaymentNotFound;

    private static async Task<Refusal?> AskAsync(SettlementCall call, ShowApiPayment.Query query) =>
        await AnswerAsync(
            call,
            await call.AskAsync<ShowApiPayment, SandboxPayments, ShowApiPayment.Found>(
                (show, me, ct) => show.HandleAsync(query, me, ct),
                (sandbox, me, ct) => sandbox.ShowAsync(query, me, ct)
            )
        );

    private static async Task<Refusal?> CancelAsync(SettlementCall call)
    {
        if (call.RouteId is not { } id)
            return CallRefusals.PaymentNotFound;
        return await AnswerAsync(
            call,
            await call.AskAsync<CancelApiPayment, SandboxPayments, ShowApiPayment.Found>(
                (cancel, me, ct) => cancel.HandleAsync(new(id), me, ct),
                (sandbox, me, ct) => sandbox.CancelAsync(id, me, ct)
            )
        );
    }

    private static async Task<Refusal?> AnswerAsync(SettlementCall call, Result<ShowApiPayment.Found> found)
    {
        if (found.Refusal is { } refusal)
            return refusal == Refusal.NotFound ? CallRefusals.PaymentNotFound : refusal;
        var payment = found.Value;
        var answer = new PaymentAnswer(
            payment.Payment,
            payment.ExternalRef,
            Word(payment.State),
            payment.Account,
            payment.PayeeName,
            payment.PayeeNumber,
            payment.Amount.ToPlainText(),
            payment.Amount.Currency.Code,
            payment.Purpose,
            payment.PayOn,
            payment.FiledAt,
            payment.BankReference,
            [.. payment.Timeline.Select(step => new StepAnswer(Word(step.What), Word(step.State), step.At, step.BankCode))]
        );
        return await CallAnswer.WriteAsync(call, answer, AnswerJson.Written.PaymentAnswer);
    }

    /// <summary>The portal's own word in camel case: <c>inApproval</c>.</summary>
    private static string Word<T>(T value)
        where T : struct, Enum
    {
        var word = value.ToString();
        return char.ToLowerInvariant(word[0]) + word[1..];
    }
}
