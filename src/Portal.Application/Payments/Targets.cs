using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>Where a payment's money goes, as the directory of payees and the accounts of the group have it now.</summary>
internal static class Targets
{
    /// <summary>The details of an own account that a transfer to it gets.</summary>
    public static async Task<BankDetails> DetailsAsync(PortalDbContext db, Account account, CancellationToken ct)
    {
        var owner = await db.LegalEntities.Where(e => e.Id == account.LegalEntityId).Select(e => e.Name).SingleAsync(ct);
        var bank = await db.Banks.AsNoTracking().SingleAsync(b => b.Id == account.BankId, ct);
        return new BankDetails(owner, account.Number, bank.Name, account.BankCode, bank.Country);
    }

    /// <summary>Who entered or last changed the details in force of the payee or own account that it goes to: not a signer of it.</summary>
    public static async Task<Guid?> DetailsByAsync(PortalDbContext db, Payment payment, CancellationToken ct) =>
        payment.PayeeId is { } payee ? await db.Payees.Where(p => p.Id == payee).Select(p => (Guid?)p.DetailsBy).SingleAsync(ct)
        : payment.ToAccountId is { } account ? await db.Accounts.Where(a => a.Id == account).Select(a => a.DetailsBy).SingleAsync(ct)
        : null;

    /// <summary>Why no own transfer goes to its target at that time: it cools off, or has other details than the payment.</summary>
    public static async Task<Refusal?> WhyNotAsync(PortalDbContext db, Payment payment, DateTime leaves, CancellationToken ct)
    {
        if (payment.ToAccountId is not { } id)
            return null;
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
        if (account.WhyUnusable(leaves) is { } unusable)
            return unusable;
        return await DetailsAsync(db, account, ct) == payment.To ? null : PaymentFiling.PayeeChanged;
    }
}
