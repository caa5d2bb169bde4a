using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Statements;

/// <summary>Which accounts and whole days (China Standard Time, both inclusive).</summary>
public sealed record StatementRequest(IReadOnlyList<Guid> Accounts, DateOnly From, DateOnly To)
{
    /// <summary>Sheets that a workbook and its reader still manage.</summary>
    public const int MaxAccounts = 200;

    /// <summary>Ten years: as long as accounting records must be kept at hand.</summary>
    public const int MaxDays = 3_660;

    /// <returns>Null, or what is wrong: <c>accounts</c> missing or too many, <c>period</c> reversed or too long.</returns>
    public Refusal? Check()
    {
        if (Accounts.Count == 0)
            return Refusal.Invalid("accounts", "required");
        if (Accounts.Count > MaxAccounts)
            return Refusal.Invalid("accounts", "too_many", MaxAccounts);
        if (From > To)
            return Refusal.Invalid("period", "period_reversed");
        return To.DayNumber - From.DayNumber >= MaxDays ? Refusal.Invalid("period", "period_too_long", MaxDays) : null;
    }

    /// <returns>The accounts in order of their numbers, or null when one of them is unknown to this person.</returns>
    internal async Task<IReadOnlyList<Account>?> LoadAccountsAsync(PortalDbContext db, Actor actor, CancellationToken ct)
    {
        var wanted = Accounts.Distinct().ToArray();
        var found = await db.AccountsVisibleTo(actor).AsNoTracking().Where(account => wanted.Contains(account.PublicId)).ToListAsync(ct);
        return found.Count == wanted.Length ? [.. found.OrderBy(account => account.Number, StringComparer.Ordinal)] : null;
    }
}
