using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

/// <summary>The accounts in scope that a batch of files names or the person chose. An account out of scope is not in the book: it is unknown.</summary>
internal sealed class AccountBook
{
    private readonly ILookup<string, Account> byNumber;
    private readonly Dictionary<Guid, Account> byId;

    private AccountBook(IReadOnlyList<Account> accounts)
    {
        byNumber = accounts.ToLookup(a => a.Number, StringComparer.Ordinal);
        byId = accounts.ToDictionary(a => a.PublicId);
    }

    public static async Task<AccountBook> LoadAsync(
        PortalDbContext db,
        IReadOnlyList<ImportInput> inputs,
        Actor actor,
        CancellationToken ct
    )
    {
        var numbers = inputs
            .SelectMany(i => i.File.Statements)
            .Select(NumberOf)
            .Where(n => n.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var chosen = inputs.Select(i => i.Account).OfType<Guid>().Distinct().ToArray();
        var accounts = await db.AccountsVisibleTo(actor)
            .AsNoTracking()
            .Where(a => EF.Parameter(numbers).Contains(a.Number) || EF.Parameter(chosen).Contains(a.PublicId))
            .ToListAsync(ct);
        return new(accounts);
    }

    /// <returns>The account, or the code of what is wrong.</returns>
    public (Account? Account, string? Problem) Find(ParsedStatement statement, ImportInput input)
    {
        var chosen = input.Account is { } id ? byId.GetValueOrDefault(id) : null;
        if (input.Account is not null && chosen is null)
            return (null, "account_unknown");
        var (account, problem) = ByNumber(statement, chosen);
        if (problem is not null)
            return (null, problem);
        account ??= SoleUnknownNumber(input) ? chosen : null;
        if (account is null)
            return (null, NumberOf(statement).Length == 0 ? "account_missing" : "account_unknown");
        return IsOtherCurrency(statement, account) ? (null, "currency_mismatch") : (account, null);
    }

    private (Account?, string?) ByNumber(ParsedStatement statement, Account? chosen)
    {
        var number = NumberOf(statement);
        var named = number.Length == 0 ? [] : byNumber[number].ToArray();
        // The same number is often kept in several currencies.
        var fitting = named.Length > 1 ? Array.FindAll(named, a => !IsOtherCurrency(statement, a)) : named;
        if (chosen is not null && named.Length > 0)
            return Array.Exists(named, a => a.Id == chosen.Id) ? (chosen, null) : (null, "account_mismatch");
        return fitting.Length switch
        {
            1 => (fitting[0], null),
            0 when named.Length > 0 => (null, "currency_mismatch"),
            0 => (null, null),
            _ => (null, "account_ambiguous"),
        };
    }

    /// <summary>A chosen account stands for one unknown number (masked, or in another notation), never for two.</summary>
    private bool SoleUnknownNumber(ImportInput input) =>
        input.File.Statements.Select(NumberOf).Where(number => !byNumber.Contains(number)).Distinct(StringComparer.Ordinal).Count() <= 1;

    private static bool IsOtherCurrency(ParsedStatement statement, Account account) =>
        statement.CurrencyCode.Length > 0 && !string.Equals(statement.CurrencyCode, account.CurrencyCode, StringComparison.Ordinal);

    /// <summary>Account numbers are stored without blanks.</summary>
    private static string NumberOf(ParsedStatement statement) =>
        string.Concat(statement.AccountNumber.Where(c => !char.IsWhiteSpace(c) && c != '\0'));
}
