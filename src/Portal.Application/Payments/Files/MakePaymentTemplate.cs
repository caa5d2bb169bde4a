using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Files;

/// <summary>The workbook to fill in, in the person's language.</summary>
public sealed class MakePaymentTemplate : IUseCase<MakePaymentTemplate.Query, byte[]>
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <param name="Type">Of transfers or a payroll.</param>
    public sealed record Query(PaymentType Type, bool IsEnglish);

    public async Task<Result<byte[]>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments))
            return Refusal.Forbidden;
        if (input.Type is not (PaymentType.Transfer or PaymentType.Payroll))
            return Refusal.Invalid("type", "type_unknown");
        return await Task.Run(() => PaymentTemplate.Write(input.Type, input.IsEnglish), ct);
    }
}
