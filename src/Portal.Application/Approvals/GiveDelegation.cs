using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>I lend my right to sign to another signer for some days. Needs a fresh code.</summary>
public sealed class GiveDelegation(
    PortalDbContext db,
    PolicyCurrency currencies,
    Proof proof,
    Noticeboard notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<GiveDelegation.Command, Guid>
{
    /// <param name="UpTo">As typed, in the policy's currency; empty: any amount.</param>
    public sealed record Command(Guid Receiver, DateOnly FirstDay, DateOnly LastDay, string? UpTo, string Reason, string Code);

    public async Task<Result<Guid>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.SignPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        var reason = (input.Reason ?? "").Trim();
        if (CheckDays(input, reason) is { } wrong)
            return wrong;
        var upTo = await AmountAsync(input.UpTo, ct);
        if (upTo.Refusal is { } wrongAmount)
            return wrongAmount;
        if (await CheckReceiverAsync(input, actor, ct) is { } early)
            return early;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        if (await CheckReceiverAsync(input, actor, ct) is { } late)
            return late;
        var delegation = new Delegation
        {
            FromId = actor.PersonId,
            ToId = input.Receiver,
            FirstDay = input.FirstDay,
            LastDay = input.LastDay,
            UpToMinor = upTo.Value?.Minor,
            Reason = reason,
            GivenAt = clock.GetUtcNow().UtcDateTime,
        };
        db.Delegations.Add(delegation);
        audit.Append(
            actor,
            "delegation.given",
            $"delegation:{delegation.PublicId}",
            new
            {
                to = input.Receiver,
                firstDay = input.FirstDay,
                lastDay = input.LastDay,
                upTo = upTo.Value?.ToString(),
                reason,
            }
        );
        notices.Add(input.Receiver, NoticeKinds.DelegationGiven, "/my-delegations", actor.Name, input.FirstDay, input.LastDay);
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return delegation.PublicId;
    }

    private Refusal? CheckDays(Command input, string reason)
    {
        if (input.FirstDay < ChinaTime.Today(clock))
            return Refusal.Invalid("firstDay", "day_past");
        if (input.LastDay < input.FirstDay)
            return Refusal.Invalid("lastDay", "period_backwards");
        if (input.LastDay.DayNumber - input.FirstDay.DayNumber >= Delegation.MaxDays)
            return Refusal.Invalid("lastDay", "period_too_long", Delegation.MaxDays);
        return reason.Length is 0 or > Delegation.MaxReason ? Refusal.Invalid("reason", "length_1_to", Delegation.MaxReason) : null;
    }

    private async Task<Refusal?> CheckReceiverAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (input.Receiver == actor.PersonId)
            return new Refusal("not_oneself");
        if (!await Delegations.SignersIn(db).AnyAsync(person => person.Id == input.Receiver, ct))
            return Refusal.Invalid("receiver", "cannot_sign");
        var overlaps = await db.Delegations.AnyAsync(
            d =>
                d.FromId == actor.PersonId
                && d.ToId == input.Receiver
                && d.EndedAt == null
                && d.FirstDay <= input.LastDay
                && d.LastDay >= input.FirstDay,
            ct
        );
        return overlaps ? new Refusal("delegation_overlaps") : null;
    }

    private async Task<Result<Money?>> AmountAsync(string? text, CancellationToken ct)
    {
        if (MasterData.Blank(text) is not { } typed)
            return (Money?)null;
        var amount = AmountText.Parse(typed, await currencies.LoadAsync(ct));
        if (amount.Refusal is { } wrong)
            return wrong;
        return amount.Value.Minor <= 0 ? Refusal.Invalid("amount", "amount_positive") : (Money?)amount.Value;
    }
}

/// <summary>I take the right back that I lent; it ends at once.</summary>
public sealed class EndDelegation(PortalDbContext db, Noticeboard notices, IAudit audit, TimeProvider clock)
    : IUseCase<EndDelegation.Command, Done>
{
    public sealed record Command(Guid Id);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.SignPayments))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var delegation = await db.Delegations.SingleOrDefaultAsync(d => d.PublicId == input.Id && d.FromId == actor.PersonId, ct);
        if (delegation is null)
            return Refusal.NotFound;
        if (!delegation.End(clock.GetUtcNow().UtcDateTime, ChinaTime.Today(clock)))
            return new Refusal("delegation_ended");
        audit.Append(actor, "delegation.ended", $"delegation:{delegation.PublicId}", new { to = delegation.ToId });
        notices.Add(delegation.ToId, NoticeKinds.DelegationEnded, "/my-delegations", actor.Name);
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}

/// <summary>What I lent and what was lent to me, newest first; and to whom I could lend.</summary>
public sealed class ListMyDelegations(PortalDbContext db, PolicyCurrency currencies, TimeProvider clock)
    : IUseCase<ListMyDelegations.Query, ListMyDelegations.Answer>
{
    public sealed record Query;

    /// <param name="Receivers">Everybody else who signs.</param>
    /// <param name="Currency">Of amounts.</param>
    public sealed record Answer(IReadOnlyList<Row> Rows, IReadOnlyList<Receiver> Receivers, Currency Currency);

    /// <param name="IsMine">I gave it.</param>
    /// <param name="Other">The other side's name.</param>
    /// <param name="IsOpen">Holds today or will.</param>
    public sealed record Row(
        Guid Id,
        bool IsMine,
        string Other,
        DateOnly FirstDay,
        DateOnly LastDay,
        Money? UpTo,
        string Reason,
        DateTime? EndedAt,
        bool IsOpen
    );

    public sealed record Receiver(Guid Id, string Name);

    /// <summary>Older ones are in the audit trail.</summary>
    private const int Most = 200;

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.SignPayments))
            return Refusal.Forbidden;
        var currency = await currencies.LoadAsync(ct);
        var today = ChinaTime.Today(clock);
        var found = await (
            from delegation in db.Delegations.AsNoTracking()
            where delegation.FromId == actor.PersonId || delegation.ToId == actor.PersonId
            join giver in db.Users on delegation.FromId equals giver.Id
            join receiver in db.Users on delegation.ToId equals receiver.Id
            orderby delegation.Id descending
            select new
            {
                delegation,
                Giver = giver.DisplayName,
                Receiver = receiver.DisplayName,
            }
        )
            .Take(Most)
            .ToListAsync(ct);
        var rows = found.Select(row => new Row(
            row.delegation.PublicId,
            row.delegation.FromId == actor.PersonId,
            row.delegation.FromId == actor.PersonId ? row.Receiver : row.Giver,
            row.delegation.FirstDay,
            row.delegation.LastDay,
            row.delegation.UpToMinor is { } minor ? new Money(minor, currency) : null,
            row.delegation.Reason,
            row.delegation.EndedAt,
            row.delegation.EndedAt is null && row.delegation.LastDay >= today
        ));
        var receivers = await Delegations
            .SignersIn(db)
            .Where(person => person.Id != actor.PersonId)
            .OrderBy(person => person.DisplayName)
            .Select(person => new Receiver(person.Id, person.DisplayName))
            .ToListAsync(ct);
        return new Answer([.. rows], receivers, currency);
    }
}
