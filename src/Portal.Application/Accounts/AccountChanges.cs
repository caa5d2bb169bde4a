using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>What asking and deciding share.</summary>
internal static class AccountChanges
{
    /// <summary>Where what waits is shown.</summary>
    public const string Page = "/account-changes";

    private static readonly Role[] ConfirmingRoles =
    [
        .. Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.ConfirmAccounts)),
    ];

    /// <summary>Those who keep the master data need no data scope for it; others decide within theirs.</summary>
    public static IQueryable<Account> DecidableBy(PortalDbContext db, Actor actor) =>
        actor.May(Permission.ManageAccounts) ? db.Accounts : db.AccountsVisibleTo(actor);

    /// <summary>Enabled people who could be the second person. Of those with a data scope some may not see this account; they are told of nothing but its name.</summary>
    public static Task<List<Guid>> DecidersAsync(PortalDbContext db, Guid asker, CancellationToken ct) =>
        db
            .Users.Where(person => !person.IsDisabled && person.Id != asker)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && ConfirmingRoles.Contains(role.Role)))
            .Select(person => person.Id)
            .ToListAsync(ct);

    /// <summary>Whether another account has these details.</summary>
    public static Task<bool> IsTakenAsync(
        PortalDbContext db,
        Account account,
        AccountDetails details,
        string currencyCode,
        CancellationToken ct
    ) =>
        db.Accounts.AnyAsync(
            a => a.Id != account.Id && a.BankId == details.BankId && a.Number == details.Number && a.CurrencyCode == currencyCode,
            ct
        );
}
