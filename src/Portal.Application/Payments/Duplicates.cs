using FundPortal.Application.Data;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>What makes a payment look like another one.</summary>
public enum DuplicateKind
{
    /// <summary>Another live payment of the legal entity has the business reference.</summary>
    Reference = 1,

    /// <summary>The same payee, amount and day.</summary>
    SamePayeeAmountDay = 2,

    /// <summary>Own transfers: the same target account, amount and day.</summary>
    SameTargetAmountDay = 3,

    /// <summary>A payroll from the same account that pays the same accounts the same amounts, whatever its day.</summary>
    SamePayroll = 4,
}

/// <param name="Number">The other payment's number; empty when it is outside the person's data scope.</param>
public sealed record Duplicate(DuplicateKind Kind, string Number);

/// <summary>Finds payments that a new one looks like.</summary>
internal static class Duplicates
{
    private static readonly PaymentState[] Void = [.. Enum.GetValues<PaymentState>().Where(PaymentMoves.IsVoid)];

    /// <summary>Filed, and its money may still leave or has left for good.</summary>
    private static readonly PaymentState[] Live =
    [
        PaymentState.InApproval,
        PaymentState.ReturnedToMaker,
        PaymentState.Approved,
        PaymentState.Released,
        PaymentState.Accepted,
        PaymentState.Unknown,
        PaymentState.Settled,
    ];

    /// <summary>
    /// What <see cref="Payment.ReferenceHeld"/> stores: the business reference within the payer's legal entity, or a payroll's digest within
    /// its account. The database lets one payment hold it, so that of two at once one is asked for a reason.
    /// </summary>
    public static string? Held(int legalEntityId, Payment payment) =>
        payment.Reference is { } reference ? Held(legalEntityId, reference)
        : payment.Type == PaymentType.Payroll ? $"payroll/{payment.AccountId}/{DigestOf(payment.Lines)}"
        : null;

    /// <param name="day">China day on which the payment counts.</param>
    public static async Task<Duplicate?> FindAsync(
        PortalDbContext db,
        IQueryable<Payment> visible,
        Payment payment,
        int legalEntityId,
        DateOnly day,
        CancellationToken ct
    )
    {
        var others = db.Payments.Where(p => p.PublicId != payment.PublicId);
        if (payment.Reference is { } reference && await OwnerAsync(db, others, legalEntityId, reference, ct) is var owner and > 0)
            return new Duplicate(DuplicateKind.Reference, await NumberAsync(visible, owner, ct));
        var (kind, same) = payment.Type switch
        {
            PaymentType.Transfer => (
                DuplicateKind.SamePayeeAmountDay,
                await OfDayAsync(others.Where(p => p.PayeeId == payment.PayeeId), payment, day, ct)
            ),
            PaymentType.OwnTransfer => (
                DuplicateKind.SameTargetAmountDay,
                await OfDayAsync(others.Where(p => p.ToAccountId == payment.ToAccountId), payment, day, ct)
            ),
            _ => (DuplicateKind.SamePayroll, await PayrollAsync(others, payment, ct)),
        };
        return same > 0 ? new Duplicate(kind, await NumberAsync(visible, same, ct)) : null;
    }

    private static string Held(int legalEntityId, string reference) => $"{legalEntityId}/{reference}";

    private static string DigestOf(IEnumerable<PaymentLine> lines) =>
        PayrollDigest.Of(lines.Select(line => (line.To.AccountNumber, line.AmountMinor)));

    private static Task<long> OfDayAsync(IQueryable<Payment> others, Payment payment, DateOnly day, CancellationToken ct) =>
        others
            .Where(p =>
                p.LimitDay == day
                && p.AmountMinor == payment.AmountMinor
                && p.CurrencyCode == payment.CurrencyCode
                && !Void.Contains(p.State)
            )
            .OrderBy(p => p.Id)
            .Select(p => p.Id)
            .FirstOrDefaultAsync(ct);

    /// <summary>Lines are read of those payrolls only that have the same total and count, one payroll at a time.</summary>
    private static async Task<long> PayrollAsync(IQueryable<Payment> others, Payment payment, CancellationToken ct)
    {
        var (count, digest) = (payment.Lines.Count, DigestOf(payment.Lines));
        var alike = await others
            .Where(p =>
                p.Type == PaymentType.Payroll
                && p.AccountId == payment.AccountId
                && p.AmountMinor == payment.AmountMinor
                && p.CurrencyCode == payment.CurrencyCode
                && Live.Contains(p.State)
                && p.Lines.Count == count
            )
            .OrderBy(p => p.Id)
            .Select(p => p.Id)
            .ToListAsync(ct);
        foreach (var id in alike)
        {
            var lines = await others.Where(p => p.Id == id).SelectMany(p => p.Lines).AsNoTracking().ToListAsync(ct);
            if (string.Equals(DigestOf(lines), digest, StringComparison.Ordinal))
                return id;
        }
        return 0;
    }

    /// <summary>
    /// Whoever holds the reference; or a live payment that has it and holds nothing, because a reason let it through beside a holder that came
    /// to nothing since.
    /// </summary>
    private static async Task<long> OwnerAsync(
        PortalDbContext db,
        IQueryable<Payment> others,
        int legalEntityId,
        string reference,
        CancellationToken ct
    )
    {
        var held = Held(legalEntityId, reference);
        var holder = await others.Where(p => p.ReferenceHeld == held).Select(p => p.Id).FirstOrDefaultAsync(ct);
        if (holder > 0)
            return holder;
        return await others
            .Where(p =>
                p.Reference == reference
                && Live.Contains(p.State)
                && db.Accounts.Any(account => account.Id == p.AccountId && account.LegalEntityId == legalEntityId)
            )
            .OrderBy(p => p.Id)
            .Select(p => p.Id)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>A payment outside the person's scope counts, and is not named.</summary>
    private static async Task<string> NumberAsync(IQueryable<Payment> visible, long id, CancellationToken ct) =>
        await visible.Where(p => p.Id == id).SingleOrDefaultAsync(ct) is { } payment ? payment.Number : "";
}
