using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>
/// Keeps what I am typing on this device, unchecked. Not audited: it is no payment yet, nobody else sees it, and it changes with every key.
/// </summary>
public sealed class KeepDraft(PortalDbContext db, TimeProvider clock) : IUseCase<KeepDraft.Command, Done>
{
    /// <param name="Form">The form as JSON; null: nothing to keep any more.</param>
    public sealed record Command(string Device, string? Form);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments))
            return Refusal.Forbidden;
        if (input.Device is not { Length: > 0 and <= PaymentDraft.MaxDevice })
            return Refusal.Invalid("device", "device_length", PaymentDraft.MaxDevice);
        if (input.Form is { Length: > PaymentDraft.MaxForm })
            return Refusal.Invalid("form", "form_length", PaymentDraft.MaxForm);
        await using var write = await db.BeginWriteAsync(ct);
        var draft = await db.PaymentDrafts.SingleOrDefaultAsync(d => d.PersonId == actor.PersonId && d.Device == input.Device, ct);
        if (input.Form is null)
        {
            if (draft is not null)
                db.PaymentDrafts.Remove(draft);
        }
        else if (draft is null)
        {
            db.PaymentDrafts.Add(
                new PaymentDraft
                {
                    PersonId = actor.PersonId,
                    Device = input.Device,
                    Form = input.Form,
                    SavedAt = clock.GetUtcNow().UtcDateTime,
                }
            );
        }
        else
        {
            (draft.Form, draft.SavedAt) = (input.Form, clock.GetUtcNow().UtcDateTime);
        }
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return default(Done);
    }
}

/// <summary>What I was typing on this device; null when there is nothing.</summary>
public sealed class ShowDraft(PortalDbContext db) : IUseCase<ShowDraft.Query, ShowDraft.Kept>
{
    public sealed record Query(string Device);

    /// <param name="Form">Null when nothing is kept.</param>
    public sealed record Kept(string? Form, DateTime? SavedAt);

    public async Task<Result<Kept>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments))
            return Refusal.Forbidden;
        var draft = await db
            .PaymentDrafts.AsNoTracking()
            .SingleOrDefaultAsync(d => d.PersonId == actor.PersonId && d.Device == input.Device, ct);
        return new Kept(draft?.Form, draft?.SavedAt);
    }
}
