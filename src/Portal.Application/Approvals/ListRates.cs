using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The rate table: what waits for a second person first, then newest days first.</summary>
public sealed class ListRates(PortalDbContext db) : IUseCase<ListRates.Query, IReadOnlyList<ListRates.Row>>
{
    public sealed record Query;

    /// <param name="RateE8">Units of the second currency for one of the first, times 10^8.</param>
    /// <param name="BeforeE8">The confirmed rate of the same pair before this one; null when there is none.</param>
    /// <param name="IsMine">Entered by the person who asks, who therefore cannot confirm it.</param>
    public sealed record Row(
        Guid Id,
        string From,
        string To,
        long RateE8,
        long? BeforeE8,
        DateOnly Date,
        string Source,
        string EnteredBy,
        DateTime EnteredAt,
        string? ConfirmedBy,
        DateTime? ConfirmedAt,
        bool IsMine,
        int Version
    );

    private const int Most = 500;

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        return await db
            .ExchangeRates.AsNoTracking()
            .OrderByDescending(rate => rate.ConfirmedAt == null)
            .ThenByDescending(rate => rate.Date)
            .ThenBy(rate => rate.FromCode)
            .ThenByDescending(rate => rate.Id)
            .Take(Most)
            .Select(rate => new Row(
                rate.PublicId,
                rate.FromCode,
                rate.ToCode,
                rate.RateE8,
                db.ExchangeRates.Where(b =>
                        b.FromCode == rate.FromCode
                        && b.ToCode == rate.ToCode
                        && b.ConfirmedAt != null
                        && (b.Date < rate.Date || (b.Date == rate.Date && b.Id < rate.Id))
                    )
                    .OrderByDescending(b => b.Date)
                    .ThenByDescending(b => b.Id)
                    .Select(b => (long?)b.RateE8)
                    .FirstOrDefault(),
                rate.Date,
                rate.Source,
                db.Users.Where(p => p.Id == rate.EnteredBy).Select(p => p.DisplayName).First(),
                rate.EnteredAt,
                db.Users.Where(p => p.Id == rate.ConfirmedBy).Select(p => p.DisplayName).FirstOrDefault(),
                rate.ConfirmedAt,
                rate.EnteredBy == actor.PersonId,
                rate.Version
            ))
            .ToListAsync(ct);
    }
}
