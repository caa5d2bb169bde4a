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
    public static async Task<SharedAccount> SharedAsync(
        this PortalDbContext db,
        Actor actor,
        string key,
        int? except,
        CancellationToken ct
    ) => Others(await db.SharersAsync(actor, [key], ct), key, except);

    /// <returns>The others of each payee's account, by the payee's id.</returns>
    public static async Task<Dictionary<int, SharedAccount>> SharedAsync(
        this PortalDbContext db,
        Actor actor,
        IReadOnlyList<Payee> payees,
        CancellationToken ct
    )
    {
        var sharers = await db.SharersAsync(actor, [.. payees.Select(payee => payee.AccountKey).Distinct(StringComparer.Ordinal)], ct);
        return payees.ToDictionary(payee => payee.Id, payee => Others(sharers, payee.AccountKey, payee.Id));
    }

    /// <param name="Name">Null for one that this person may not see.</param>
    private sealed record Sharer(int Id, string Key, string? Name);

    private static async Task<List<Sharer>> SharersAsync(this PortalDbContext db, Actor actor, string[] keys, CancellationToken ct)
    {
        var visible = db.PayeesVisibleTo(actor);
        return await db
            .Payees.Where(payee => keys.Contains(payee.AccountKey))
            .OrderBy(payee => payee.Name)
            .Select(payee => new Sharer(payee.Id, payee.AccountKey, visible.Any(seen => seen.Id == payee.Id) ? payee.Name : null))
            .ToListAsync(ct);
    }

    private static SharedAccount Others(List<Sharer> sharers, string key, int? except)
    {
        var others = sharers.FindAll(s => s.Id != except && string.Equals(s.Key, key, StringComparison.Ordinal));
        var names = others.Select(s => s.Name).OfType<string>().ToArray();
        return others.Count == 0 ? SharedAccount.None : new SharedAccount(names, others.Count - names.Length);
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
