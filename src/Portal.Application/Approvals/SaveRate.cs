using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Enters a rate. It counts when a second person has confirmed it; it is never changed, only followed by a newer one.</summary>
public sealed class SaveRate(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<SaveRate.Command, SavedRecord>
{
    /// <param name="From">ISO 4217.</param>
    /// <param name="To">ISO 4217; another than <paramref name="From"/>.</param>
    /// <param name="RateE8">Units of <paramref name="To"/> for one unit of <paramref name="From"/>, times 10^8; 1 to 10^14.</param>
    /// <param name="Date">The day whose rate it is: not in the future, at most a year ago.</param>
    /// <param name="Source">Where it was read; 1 to 200 characters.</param>
    public sealed record Command(string From, string To, long RateE8, DateOnly Date, string Source);

    private const int MaxDaysAgo = 366;

    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        if (!Currency.TryFrom(input.From, out var from))
            return Refusal.Invalid("fromCode", "currency_unknown");
        if (!Currency.TryFrom(input.To, out var to) || to == from)
            return Refusal.Invalid("toCode", "currency_unknown");
        if (input.RateE8 is < 1 or > ExchangeRate.Max)
            return Refusal.Invalid("rate", "rate_range");
        var today = ChinaTime.Today(clock);
        if (input.Date > today || input.Date < today.AddDays(-MaxDaysAgo))
            return Refusal.Invalid("date", "rate_date_range", MaxDaysAgo);
        var source = (input.Source ?? "").Trim();
        if (source.Length is 0 or > ExchangeRate.MaxSource)
            return Refusal.Invalid("source", "length_1_to", ExchangeRate.MaxSource);
        var rate = new ExchangeRate
        {
            FromCode = from.Code,
            ToCode = to.Code,
            RateE8 = input.RateE8,
            Date = input.Date,
            Source = source,
            EnteredBy = actor.PersonId,
            EnteredAt = clock.GetUtcNow().UtcDateTime,
        };
        db.ExchangeRates.Add(rate);
        audit.Append(
            actor,
            "rate.entered",
            $"rate:{rate.PublicId}",
            new
            {
                from = rate.FromCode,
                to = rate.ToCode,
                rateE8 = rate.RateE8,
                date = rate.Date,
                source,
            }
        );
        await db.SaveChangesAsync(ct);
        return new SavedRecord(rate.PublicId, rate.Version, []);
    }
}

/// <summary>Takes back a rate that nobody has confirmed.</summary>
public sealed class RemoveRate(PortalDbContext db, IAudit audit) : IUseCase<RemoveRate.Command, Done>
{
    public sealed record Command(Guid Rate);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var rate = await db.ExchangeRates.SingleOrDefaultAsync(r => r.PublicId == input.Rate, ct);
        if (rate is null)
            return Refusal.NotFound;
        if (rate.ConfirmedAt is not null)
            return new Refusal("rate_confirmed");
        db.ExchangeRates.Remove(rate);
        audit.Append(
            actor,
            "rate.removed",
            $"rate:{rate.PublicId}",
            new
            {
                from = rate.FromCode,
                to = rate.ToCode,
                rateE8 = rate.RateE8,
                date = rate.Date,
            }
        );
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return default(Done);
    }
}
