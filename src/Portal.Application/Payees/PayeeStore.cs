using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>What every change of a payee begins and ends with.</summary>
internal static class PayeeStore
{
    /// <returns>The payee to change: of the scope, and of a directory inside it.</returns>
    public static async Task<Result<Payee>> PayeeToChangeAsync(this PortalDbContext db, Guid id, Actor actor, CancellationToken ct)
    {
        var payee = await db.PayeesVisibleTo(actor).SingleOrDefaultAsync(p => p.PublicId == id, ct);
        if (payee is null)
            return Refusal.NotFound;
        return await db.PayeesManagedBy(actor).AnyAsync(p => p.Id == payee.Id, ct) ? payee : Refusal.Forbidden;
    }

    /// <returns>The change and its payee, to be decided or withdrawn.</returns>
    public static async Task<Result<(Payee Payee, PayeeChange Change)>> ChangeToEndAsync(
        this PortalDbContext db,
        Guid id,
        Actor actor,
        CancellationToken ct
    )
    {
        var change = await db.PayeeChanges.SingleOrDefaultAsync(c => c.PublicId == id, ct);
        if (change is null)
            return Refusal.NotFound;
        var owner = await db.Payees.Where(p => p.Id == change.PayeeId).Select(p => p.PublicId).SingleAsync(ct);
        var payee = await db.PayeeToChangeAsync(owner, actor, ct);
        return payee.IsOk ? (payee.Value, change) : payee.Refusal!;
    }

    /// <summary>Saves and commits. Two people at once meet on the payee's version (or on the one pending change): the second is told.</summary>
    public static async Task<Refusal?> SaveAsync(this PortalDbContext db, WriteScope write, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        // Of two wishes at once on SQL Server, the second may meet the unique index of what waits before it meets the version.
        catch (DbUpdateException error)
            when (error is DbUpdateConcurrencyException || error.Entries.Any(e => e is { Entity: PayeeChange, State: EntityState.Added }))
        {
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        return null;
    }

    public static Refusal? CheckNote(string? note) =>
        note?.Length > PayeeChange.MaxNote ? Refusal.Invalid("note", "text_too_long", PayeeChange.MaxNote) : null;
}
