using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The stops that touch an account in my scope, newest first.</summary>
public sealed class ListStops(PortalDbContext db, Stops stops) : IUseCase<ListStops.Query, IReadOnlyList<ListStops.Row>>
{
    /// <param name="OnlyStanding">For the banner; otherwise lifted ones too.</param>
    public sealed record Query(bool OnlyStanding = false);

    /// <param name="Scope">Name of the account or entity; empty: everything.</param>
    /// <param name="MayAsk">I may be the first of two who lift it.</param>
    /// <param name="MayLift">I may be the second.</param>
    public sealed record Row(
        Guid Id,
        string Scope,
        string Reason,
        string StoppedBy,
        DateTime StoppedAt,
        string? LiftAskedBy,
        DateTime? LiftAskedAt,
        string? LiftedBy,
        DateTime? LiftedAt,
        bool MayAsk,
        bool MayLift,
        int Version
    );

    /// <summary>Older ones are in the audit trail.</summary>
    private const int Most = 200;

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var visible = db.AccountsVisibleTo(actor);
        var found = await (
            from stop in db.PaymentStops.AsNoTracking()
            where !input.OnlyStanding || stop.LiftedAt == null
            where
                visible.Any(account =>
                    (stop.AccountId == null && stop.LegalEntityId == null)
                    || stop.AccountId == account.Id
                    || db.LegalEntities.Any(stopped =>
                        stopped.Id == stop.LegalEntityId
                        && db.LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(stopped.Path))
                    )
                )
            orderby stop.Id descending
            select new
            {
                stop,
                StoppedBy = db.Users.Where(p => p.Id == stop.StoppedBy).Select(p => p.DisplayName).First(),
                LiftAskedBy = db.Users.Where(p => p.Id == stop.LiftAskedBy).Select(p => p.DisplayName).FirstOrDefault(),
                LiftedBy = db.Users.Where(p => p.Id == stop.LiftedBy).Select(p => p.DisplayName).FirstOrDefault(),
            }
        )
            .Take(Most)
            .ToListAsync(ct);
        var rows = new List<Row>(found.Count);
        foreach (var row in found)
        {
            var stop = row.stop;
            var may =
                stop.Stands
                && actor.May(Permission.StopPayments)
                && await stops.IsInScopeAsync(actor, stop.LegalEntityId, stop.AccountId, ct);
            rows.Add(
                new Row(
                    stop.PublicId,
                    stop is { AccountId: null, LegalEntityId: null } ? "" : await stops.NameOfAsync(stop, ct),
                    stop.Reason,
                    row.StoppedBy,
                    stop.StoppedAt,
                    row.LiftAskedBy,
                    stop.LiftAskedAt,
                    row.LiftedBy,
                    stop.LiftedAt,
                    may && stop.LiftAskedBy is null,
                    may && stop.LiftAskedBy is { } first && first != actor.PersonId,
                    stop.Version
                )
            );
        }
        return rows;
    }
}
