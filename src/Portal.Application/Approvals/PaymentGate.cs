using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// The last door before the bank: whether an approved payment may leave now. The sender asks it in the transaction that releases the
/// payment; the payment's page shows the same answer.
/// </summary>
public sealed class PaymentGate(PortalDbContext db, Stops stops, SignerDirectory directory, TimeProvider clock)
{
    /// <summary>An emergency stop covers the payer account.</summary>
    public static Refusal Stopped(PaymentStop stop) => new("payments_stopped", stop.Reason);

    /// <summary>Its day has not come.</summary>
    public static Refusal NotYet(DateOnly day) => new("payment_not_yet", day);

    /// <summary>Somebody whose signature it needs has lost the right to sign payments of this account since.</summary>
    public static readonly Refusal SignerLostRights = new("payment_signer_lost_rights");

    /// <param name="payment">With its content, read in the caller's transaction.</param>
    /// <returns>Null when it may leave.</returns>
    public async Task<Refusal?> CheckAsync(Payment payment, CancellationToken ct)
    {
        if (payment.CheckRelease() is { } refusal)
            return refusal;
        if (await stops.ActiveForAsync(payment.AccountId, ct) is { Count: > 0 } active)
            return Stopped(active[0]);
        if (payment.PayOn is { } day && day > ChinaTime.Today(clock))
            return NotYet(day);
        if (payment.PayeeId is { } payee && await db.Payees.AnyAsync(p => p.Id == payee && p.IsBlocked, ct))
            return PayeeRefusals.Blocked;
        var able = (await directory.ForAccountAsync(payment.AccountId, ct)).Select(signer => signer.Id).ToHashSet();
        return payment.Standing.All(s => able.Contains(s.PersonId) && (s.OnBehalfOf is not { } other || able.Contains(other)))
            ? null
            : SignerLostRights;
    }
}
