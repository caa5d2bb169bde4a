using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Stops all payments of an account, of a legal entity with all below it, or of everything: at once, by one person.</summary>
public sealed class StopPayments(PortalDbContext db, Stops stops, Noticeboard notices, IAudit audit, TimeProvider clock)
    : IUseCase<StopPayments.Command, Guid>
{
    /// <param name="Entity">Null, and <paramref name="Account"/> too: everything, for whoever has everything in scope.</param>
    public sealed record Command(Guid? Entity, Guid? Account, string Reason);

    public async Task<Result<Guid>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.StopPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        var reason = (input.Reason ?? "").Trim();
        if (reason.Length is 0 or > PaymentStop.MaxReason)
            return Refusal.Invalid("reason", "length_1_to", PaymentStop.MaxReason);
        if (input is { Entity: not null, Account: not null })
            return Refusal.Invalid("scope", "one_only");
        await using var write = await db.BeginWriteAsync(ct);
        await SendingLock.TakeAloneAsync(db, ct);
        int? entity = null;
        int? account = null;
        if (input.Entity is { } entityId)
            entity = await db.LegalEntities.Where(e => e.PublicId == entityId).Select(e => (int?)e.Id).SingleOrDefaultAsync(ct) ?? -1;
        if (input.Account is { } accountId)
            account = await db.Accounts.Where(a => a.PublicId == accountId).Select(a => (int?)a.Id).SingleOrDefaultAsync(ct) ?? -1;
        if (!await stops.IsInScopeAsync(actor, entity, account, ct))
            return Refusal.NotFound;
        var stop = new PaymentStop
        {
            LegalEntityId = entity,
            AccountId = account,
            Reason = reason,
            StoppedBy = actor.PersonId,
            StoppedAt = clock.GetUtcNow().UtcDateTime,
        };
        db.PaymentStops.Add(stop);
        var scope = await stops.NameOfAsync(stop, ct);
        audit.Append(
            actor,
            "payments.stopped",
            $"stop:{stop.PublicId}",
            new
            {
                scope,
                entity = input.Entity,
                account = input.Account,
                reason,
            }
        );
        var people = await stops.PeopleOfAsync(stop, [Permission.MakePayments, Permission.SignPayments], ct);
        notices.Add(people, NoticeKinds.PaymentsStopped, "/stops", scope, actor.Name, reason);
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return stop.PublicId;
    }
}
