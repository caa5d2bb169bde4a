using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>The other payees of one account.</summary>
/// <param name="Names">Of those that this person may see.</param>
/// <param name="Hidden">How many more there are.</param>
public sealed record SharedAccount(IReadOnlyList<string> Names, int Hidden)
{
    public static readonly SharedAccount None = new([], 0);

    public bool IsShared => Names.Count > 0 || Hidden > 0;
}

/// <summary>Two payees with one account are often one payee twice, and now and then a fraud.</summary>
internal static class PayeeAccounts
{
    public const string SharedWarning = "payee_account_shared";
    public const string CardWarning = "card_number_check";

    /// <param name="except">The payee itself; null for one that is not stored yet.</param>
    public static async Task<SharedAccount> SharedAsync(this PortalDbContext db, Actor actor, string key, int? except, CancellationToken ct)
    {
        if (key.Length == 0)
            return SharedAccount.None;
        var others = db.Payees.Where(payee => payee.AccountKey == key && payee.Id != except);
        var count = await others.CountAsync(ct);
        if (count == 0)
            return SharedAccount.None;
        var visible = db.PayeesVisibleTo(actor);
        var names = await others
            .Where(payee => visible.Any(seen => seen.Id == payee.Id))
            .OrderBy(payee => payee.Name)
            .Select(payee => payee.Name)
            .ToListAsync(ct);
        return new SharedAccount(names, count - names.Count);
    }

    public static IReadOnlyList<string> Warnings(BankDetails details, SharedAccount shared) =>
        [
            .. new[]
            {
                BankDetailsCheck.IsOddCard(details.AccountNumber) ? CardWarning : null,
                shared.IsShared ? SharedWarning : null,
            }.OfType<string>(),
        ];
}
