using System.Globalization;
using FundPortal.Application.Approvals;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.Approvals;

/// <summary>A payment that somebody imagines, as it is being typed.</summary>
public sealed class SimulatorForm
{
    public Guid? Policy { get; set; }

    public Guid? Account { get; set; }

    public PaymentType Type { get; set; } = PaymentType.Transfer;

    public string? Amount { get; set; }

    public string? CurrencyCode { get; set; } = Currency.Cny.Code;

    public bool IsNewPayee { get; set; }

    public PaymentSource Source { get; set; } = PaymentSource.Page;

    /// <summary>HH:mm, China time.</summary>
    public string? Time { get; set; }

    public Guid? Maker { get; set; }

    public static SimulatorForm Now(TimeProvider clock) =>
        new() { Time = ChinaTime.FromUtc(clock.GetUtcNow().UtcDateTime).ToString("HH:mm", CultureInfo.InvariantCulture) };

    public Result<SimulatePolicy.Query> Read()
    {
        if (Account is not { } account)
            return Refusal.Invalid("account", "required");
        if (!Currency.TryFrom((CurrencyCode ?? "").Trim().ToUpperInvariant(), out var currency))
            return Refusal.Invalid("currencyCode", "currency_unknown");
        var amount = AmountText.Parse(Amount, currency);
        if (amount.Refusal is { } wrong)
            return wrong;
        if (
            !TimeOnly.TryParseExact((Time ?? "").Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        )
            return Refusal.Invalid("time", "time_format");
        return new SimulatePolicy.Query(Policy, account, Type, amount.Value, IsNewPayee, Source, time, Maker);
    }
}
