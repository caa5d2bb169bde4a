using FundPortal.Application.Data;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>What makes a payment look like another one.</summary>
public enum DuplicateKind
{
    /// <summary>Another live payment of the legal entity holds the business reference.</summary>
    Reference = 1,

    /// <summary>The same payee, amount and day.</summary>
    SamePayeeAmountDay = 2,
}

/// <param name="Number">The other payment's number; empty when it is outside the person's data scope.</param>
public sealed record Duplicate(DuplicateKind Kind, string Number);

/// <summary>Finds payments that a new one looks like.</summary>
internal static class Duplicates
{
    private static readonly PaymentState[] Void = [.. Enum.GetValues<PaymentState>().Where(PaymentMoves.IsVoid)];

    /// <summary>The business reference within the payer's legal entity, as <see cref="Payment.ReferenceHeld"/> stores it.</summary>
    public static string? Held(int legalEntityId, string? reference) => reference is null ? null : $"{legalEntityId}/{reference}";

    /// <param name="day">China day on which the payment counts.</param>
    public static async Task<Duplicate?> FindAsync(
        PortalDbContext db,
        IQueryable<Payment> visible,
        Payment payment,
        string? held,
        DateOnly day,
        CancellationToken ct
    )
    {
        var others = db.Payments.Where(p => p.PublicId != payment.PublicId);
        if (
            held is not null
            && await others.Where(p => p.ReferenceHeld == held).Select(p => p.Id).FirstOrDefaultAsync(ct) is var holder and > 0
        )
            return new Duplicate(DuplicateKind.Reference, await NumberAsync(visible, holder, ct));
        if (payment.PayeeId is null)
            return null;
        var same = await others
            .Where(p =>
                p.PayeeId == payment.PayeeId
                && p.LimitDay == day
                && p.AmountMinor == payment.AmountMinor
                && p.CurrencyCode == payment.CurrencyCode
                && !Void.Contains(p.State)
            )
            .OrderBy(p => p.Id)
            .Select(p => p.Id)
            .FirstOrDefaultAsync(ct);
        return same > 0 ? new Duplicate(DuplicateKind.SamePayeeAmountDay, await NumberAsync(visible, same, ct)) : null;
    }

    /// <summary>A payment outside the person's scope counts, and is not named.</summary>
    private static async Task<string> NumberAsync(IQueryable<Payment> visible, long id, CancellationToken ct) =>
        await visible.Where(p => p.Id == id).SingleOrDefaultAsync(ct) is { } payment ? payment.Number : "";
}
