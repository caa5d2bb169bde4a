using FundPortal.Application.Data;
using FundPortal.Application.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>What an answer must look like before anything of it is stored: otherwise it is refused whole.</summary>
internal static class PullChecks
{
    /// <summary>More at once is not a page of a bank.</summary>
    public const int MaxRowsPerPage = 10_000;

    public const int MaxRowsPerDay = 200_000;

    public static ChannelFault? Entries(Account account, IReadOnlyList<ParsedEntry> entries, DateOnly from, DateOnly to, int most)
    {
        if (entries.Count > most)
            return Bad("too_many_rows", $"{entries.Count} rows at once, at most {most} are taken.");
        var whole = new ParsedStatement(account.Number, account.CurrencyCode, null, null, null, null, "", false, entries, [], []);
        if (StatementLimits.Check(whole, 0) is { } beyond)
            return Bad(beyond.Code, "A date or an amount that cannot be.");
        return entries.FirstOrDefault(entry => entry.BookingDate < from || entry.BookingDate > to) is { } stray
            ? Bad("booking_date", $"An entry of {stray.BookingDate:yyyy-MM-dd}; asked for {from:yyyy-MM-dd} to {to:yyyy-MM-dd}.")
            : null;
    }

    public static bool IsPossible(long? minor) =>
        minor is null || (minor <= DailyTotal.MaxRunningMinor && minor >= -DailyTotal.MaxRunningMinor);

    /// <summary>Whether the account's running sums stay within their limit with these entries.</summary>
    public static async Task<ChannelFault?> SumAsync(
        PortalDbContext db,
        int account,
        IEnumerable<ParsedEntry> entries,
        CancellationToken ct
    )
    {
        var one = db.Accounts.Where(a => a.Id == account);
        var before = (await RunningTotals.UpToAsync(db, one, RunningTotals.AllKinds, day: null, ct)).GetValueOrDefault(account);
        var size = entries.Aggregate((Int128)before.InMinor + before.OutMinor, (sum, entry) => sum + Int128.Abs(entry.AmountMinor));
        return size > DailyTotal.MaxRunningMinor ? Bad("amount_range", "The account's sums would be beyond what can be kept.") : null;
    }

    public static ChannelFault Bad(string code, string text) => new(ChannelFaultKind.Unreadable, code, text);
}
