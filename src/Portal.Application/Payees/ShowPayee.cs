using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>One payee with the history of its bank details.</summary>
public sealed class ShowPayee(PortalDbContext db, TimeProvider clock) : IUseCase<ShowPayee.Query, ShowPayee.View>
{
    public sealed record Query(Guid Payee);

    /// <param name="EntityId">Whose directory it is in.</param>
    /// <param name="DetailsBy">Name of who entered the details in force; empty for the portal itself.</param>
    /// <param name="ConfirmedBy">Name of the second person; null where nobody has confirmed a new payee yet.</param>
    /// <param name="CoolsUntil">While it cannot be paid yet; null when it can.</param>
    /// <param name="Pending">The change that waits, with what it would change.</param>
    /// <param name="History">Decided and withdrawn changes, newest first.</param>
    /// <param name="MayChange">Whether this person may change it, ask for other bank details, and decide about those of others.</param>
    /// <param name="MayConfirm">Whether this person may be the second one for this new payee.</param>
    public sealed record View(
        Guid Id,
        string Name,
        Guid EntityId,
        string EntityName,
        string? CreditCode,
        bool IsBlocked,
        BankDetails Details,
        string DetailsBy,
        DateTime DetailsAt,
        string? ConfirmedBy,
        string CreatedBy,
        DateTime CreatedAt,
        DateTime? CoolsUntil,
        DateOnly? FirstPaidOn,
        SharedAccount Shared,
        ChangeRow? Pending,
        SharedAccount PendingShared,
        IReadOnlyList<ChangeRow> History,
        bool MayChange,
        bool MayConfirm,
        int Version
    );

    /// <param name="WasPaidSince">First payment to the details that the change replaced; null when there was none.</param>
    /// <param name="IsMine">This person asked for it, and so cannot decide it.</param>
    public sealed record ChangeRow(
        Guid Id,
        PayeeChangeState State,
        BankDetails Was,
        BankDetails Wanted,
        DateOnly? WasPaidSince,
        string AskedBy,
        DateTime AskedAt,
        string? Note,
        string? DecidedBy,
        DateTime? DecidedAt,
        string? DecisionNote,
        bool IsMine
    );

    public async Task<Result<View>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var payee = await db.PayeesVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(p => p.PublicId == input.Payee, ct);
        if (payee is null)
            return Refusal.NotFound;
        var entity = await db.LegalEntities.AsNoTracking().SingleAsync(e => e.Id == payee.LegalEntityId, ct);
        var changes = await db.PayeeChanges.AsNoTracking().Where(c => c.PayeeId == payee.Id).OrderByDescending(c => c.Id).ToListAsync(ct);
        var people = changes
            .SelectMany(c => new Guid?[] { c.AskedBy, c.DecidedBy })
            .Concat([payee.CreatedBy, payee.DetailsBy, payee.DetailsConfirmedBy])
            .OfType<Guid>()
            .Distinct()
            .ToArray();
        var names = await db
            .Users.Where(person => people.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, person => person.DisplayName, ct);
        var rows = changes.ConvertAll(c => new ChangeRow(
            c.PublicId,
            c.State,
            c.Was,
            c.Wanted,
            c.WasPaidSince,
            Name(c.AskedBy),
            c.AskedAt,
            c.Note,
            c.DecidedBy is { } decider ? Name(decider) : null,
            c.DecidedAt,
            c.DecisionNote,
            c.AskedBy == actor.PersonId
        ));
        var pending = rows.Find(row => row.Id == payee.PendingChange);
        var mayChange =
            actor.May(Permission.ManagePayees) && await db.PayeesManagedBy(actor).AnyAsync(managed => managed.Id == payee.Id, ct);
        return new View(
            payee.PublicId,
            payee.Name,
            entity.PublicId,
            entity.Name,
            payee.CreditCode,
            payee.IsBlocked,
            payee.Details,
            Name(payee.DetailsBy),
            payee.DetailsAt,
            payee.DetailsConfirmedBy is { } second ? Name(second) : null,
            Name(payee.CreatedBy),
            payee.CreatedAt,
            payee.UsableFrom > clock.GetUtcNow().UtcDateTime ? payee.UsableFrom : null,
            payee.FirstPaidOn,
            await db.SharedAsync(actor, payee.AccountKey, payee.Id, ct),
            pending,
            pending is null
                ? SharedAccount.None
                : await db.SharedAsync(actor, BankDetailsCheck.AccountKey(pending.Wanted.AccountNumber), payee.Id, ct),
            [.. rows.Where(row => row != pending)],
            mayChange,
            mayChange && payee.DetailsConfirmedBy is null && payee.DetailsBy != actor.PersonId,
            payee.Version
        );

        string Name(Guid person) => names.GetValueOrDefault(person, "");
    }
}
