using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The second person's consent to rates, all of those named or none. One fresh code for all; a stored rate never changes, so its id says what was seen.</summary>
public sealed class ConfirmRates(PortalDbContext db, IAudit audit, Proof proof, TimeProvider clock) : IUseCase<ConfirmRates.Command, Done>
{
    /// <param name="Code">A fresh TOTP code.</param>
    public sealed record Command(IReadOnlyList<Guid> Rates, string Code);

    private const int Most = 100;

    private static readonly Refusal SecondPerson = new("rate_second_person");

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        var ids = input.Rates.Distinct().ToArray();
        if (ids.Length is 0 or > Most)
            return Refusal.Invalid("rates", "too_many", Most);
        if (await WhyNotAsync(db.ExchangeRates.AsNoTracking()) is { } early)
            return early;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } refused)
            return refused;
        await using var write = await db.BeginWriteAsync(ct);
        if (await WhyNotAsync(db.ExchangeRates) is { } refusal)
            return refusal;
        foreach (var rate in db.ExchangeRates.Local)
        {
            (rate.ConfirmedBy, rate.ConfirmedAt) = (actor.PersonId, clock.GetUtcNow().UtcDateTime);
            audit.Append(
                actor,
                "rate.confirmed",
                $"rate:{rate.PublicId}",
                new
                {
                    from = rate.FromCode,
                    to = rate.ToCode,
                    rateE8 = rate.RateE8,
                    date = rate.Date,
                    source = rate.Source,
                }
            );
        }
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return default(Done);

        async Task<Refusal?> WhyNotAsync(IQueryable<ExchangeRate> rates)
        {
            var found = await rates.Where(rate => ids.Contains(rate.PublicId)).ToListAsync(ct);
            if (found.Count != ids.Length)
                return Refusal.NotFound;
            if (found.Exists(rate => rate.ConfirmedAt is not null))
                return new Refusal("rate_confirmed");
            return found.Exists(rate => rate.EnteredBy == actor.PersonId) ? SecondPerson : null;
        }
    }
}
