using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Amounts in the policy's currency, by the newest confirmed rate whose day has come.</summary>
public sealed class RateTable(PortalDbContext db, TimeProvider clock)
{
    /// <param name="Minor">In the target currency, rounded up.</param>
    /// <param name="Rate">What it was converted with; null where both currencies are the same.</param>
    public sealed record Converted(long Minor, RateUsed? Rate);

    /// <param name="RateE8">Target units for one unit, times 10^8.</param>
    public sealed record RateUsed(long RateE8, DateOnly Date, string Source);

    /// <param name="amount">Not negative.</param>
    /// <returns>Refused with <c>rate_missing</c> (both codes), or <c>amount_range</c> where the result is beyond 10^15 minor units.</returns>
    public async Task<Result<Converted>> ConvertAsync(Money amount, Currency to, CancellationToken ct)
    {
        if (amount.Currency == to)
            return new Converted(amount.Minor, null);
        var today = ChinaTime.Today(clock);
        var (fromCode, toCode) = (amount.Currency.Code, to.Code);
        var rate = await db
            .ExchangeRates.AsNoTracking()
            .Where(r => r.FromCode == fromCode && r.ToCode == toCode && r.ConfirmedAt != null && r.Date <= today)
            .OrderByDescending(r => r.Date)
            .ThenByDescending(r => r.Id)
            .Select(r => new RateUsed(r.RateE8, r.Date, r.Source))
            .FirstOrDefaultAsync(ct);
        if (rate is null)
            return new Refusal("rate_missing", fromCode, toCode);
        var minor = ExchangeRate.Convert(amount, rate.RateE8, to);
        return minor.Refusal is { } refusal ? refusal : new Converted(minor.Value, rate);
    }
}
