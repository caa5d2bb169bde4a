using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>A program takes back a payment that it filed, while no bank has it; it is told how the payment stands then.</summary>
public sealed class CancelApiPayment(PortalDbContext db, CancelPayment cancel, ShowApiPayment show)
    : IUseCase<CancelApiPayment.Command, ShowApiPayment.Found>
{
    /// <param name="Payment">Public id.</param>
    public sealed record Command(Guid Payment);

    public async Task<Result<ShowApiPayment.Found>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.FilePayments))
            return Refusal.Forbidden;
        if (!await db.ApiFilings.AnyAsync(f => f.ClientId == actor.PersonId && f.PaymentId == input.Payment, ct))
            return Refusal.NotFound;
        if (await IsSpentAsync(actor, ct))
            return CallRefusals.NonceReused;
        try
        {
            if ((await cancel.HandleAsync(new(input.Payment), actor, ct)).Refusal is { } refusal)
                return refusal;
        }
        catch (DbUpdateException)
        {
            // Another node spent the nonce, or somebody changed the payment, in this moment.
            db.ChangeTracker.Clear();
            return await IsSpentAsync(actor, ct) ? CallRefusals.NonceReused : Refusal.Conflict;
        }
        return await show.HandleAsync(new(input.Payment, null), actor, ct);
    }

    private Task<bool> IsSpentAsync(Actor actor, CancellationToken ct) =>
        db.SpentNonces.AnyAsync(n => n.ClientId == actor.PersonId && n.Nonce == actor.Program!.Nonce, ct);
}
