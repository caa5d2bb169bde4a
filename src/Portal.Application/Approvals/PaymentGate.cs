using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// The last door before the bank, as far as the payment and its people go: whether an approved payment may leave now. The sender asks it in
/// the transaction that releases the payment, and again in the one that claims each of its orders; the payment's page shows the same answer.
/// </summary>
public sealed class PaymentGate(PortalDbContext db, Stops stops, SignerDirectory directory, SignedRecord record, TimeProvider clock)
{
    /// <summary>An emergency stop covers the payer account.</summary>
    public static Refusal Stopped(PaymentStop stop) => new("payments_stopped", stop.Reason);

    /// <summary>Its day has not come.</summary>
    public static Refusal NotYet(DateOnly day) => new("payment_not_yet", day);

    /// <summary>Somebody whose signature it needs has lost the right to sign payments of this account since.</summary>
    public static readonly Refusal SignerLostRights = new("payment_signer_lost_rights");

    /// <summary>It pays another payment again, and that one is paid after all.</summary>
    public static readonly Refusal OriginPaid = new("payment_origin_paid");

    /// <param name="payment">Approved; with its content, read in the caller's transaction.</param>
    /// <returns>Null when it may leave.</returns>
    public async Task<Refusal?> CheckAsync(Payment payment, CancellationToken ct) =>
        payment.CheckRelease() is { } refusal ? refusal : await CheckWorldAsync(payment, ct);

    /// <summary>The same for a released payment whose orders wait to be sent.</summary>
    public async Task<Refusal?> CheckSendingAsync(Payment payment, CancellationToken ct) =>
        payment.CheckSending() is { } refusal ? refusal : await CheckWorldAsync(payment, ct);

    private async Task<Refusal?> CheckWorldAsync(Payment payment, CancellationToken ct)
    {
        if (!await record.AgreesAsync(payment, ct))
            return PaymentRefusals.ContentAltered;
        if (await stops.ActiveForAsync(payment.AccountId, ct) is { Count: > 0 } active)
            return Stopped(active[0]);
        if (payment.PayOn is { } day && day > ChinaTime.Today(clock))
            return NotYet(day);
        if (payment.PayeeId is { } payee && await db.Payees.AnyAsync(p => p.Id == payee && p.IsBlocked, ct))
            return PayeeRefusals.Blocked;
        if (
            payment.ReissueOf is { } origin
            && !await db.Payments.AnyAsync(
                p => p.PublicId == origin && (p.State == PaymentState.Returned || p.State == PaymentState.Failed),
                ct
            )
        )
            return OriginPaid;
        return await CheckSignersAsync(payment, ct);
    }

    /// <summary>
    /// Every signature that counts, by the roles of this moment: the signer may still sign payments of the account, and the level still names
    /// whoever's voice it is. A delegation need not hold any more, only to have been given for this: who gave it may take the signature back.
    /// </summary>
    private async Task<Refusal?> CheckSignersAsync(Payment payment, CancellationToken ct)
    {
        var able = (await directory.ForAccountAsync(payment.AccountId, ct)).ToDictionary(signer => signer.Id, signer => signer.Roles);
        var lent = payment.Standing.Select(s => s.DelegationId).OfType<int>().ToArray();
        var mandates = await db.Delegations.AsNoTracking().Where(d => EF.Parameter(lent).Contains(d.Id)).ToDictionaryAsync(d => d.Id, ct);
        foreach (var signature in payment.Standing)
        {
            var voice = signature.OnBehalfOf ?? signature.PersonId;
            var level = payment.Route.SingleOrDefault(l => l.Ordinal == signature.Level);
            if (
                level is null
                || !able.ContainsKey(signature.PersonId)
                || !able.TryGetValue(voice, out var roles)
                || !level.Signing.Includes(voice, roles)
            )
                return SignerLostRights;
            if (signature.OnBehalfOf is not null && !IsLent(signature, payment, mandates))
                return SignerLostRights;
        }
        return null;
    }

    private static bool IsLent(Signature signature, Payment payment, Dictionary<int, Delegation> mandates) =>
        signature.DelegationId is { } id
        && mandates.TryGetValue(id, out var given)
        && given.FromId == signature.OnBehalfOf
        && given.ToId == signature.PersonId
        && !(payment.PolicyMinor > given.UpToMinor);
}
