using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Transactions;

/// <summary>Daily totals computed the slow and obvious way.</summary>
internal static class Oracle
{
    public static List<string> TotalsOf(IEnumerable<BankTransaction> rows) =>
        rows.SelectMany(row => new[] { (Kind: 0, Row: row), (Kind: (int)row.Kind, Row: row) })
            .GroupBy(item => (item.Row.AccountId, item.Kind))
            .OrderBy(group => group.Key)
            .SelectMany(group =>
            {
                var (count, outCount, moneyIn, moneyOut) = (0L, 0L, 0L, 0L);
                return group
                    .GroupBy(item => item.Row.BookingDate)
                    .OrderBy(day => day.Key)
                    .Select(day =>
                    {
                        var (dayCount, dayOutCount, dayIn, dayOut) = (
                            day.LongCount(),
                            day.LongCount(i => i.Row.AmountMinor < 0),
                            day.Sum(i => Math.Max(i.Row.AmountMinor, 0)),
                            day.Sum(i => Math.Max(-i.Row.AmountMinor, 0))
                        );
                        count += dayCount;
                        outCount += dayOutCount;
                        moneyIn += dayIn;
                        moneyOut += dayOut;
                        long[] figures = [dayCount, dayOutCount, dayIn, dayOut, count, outCount, moneyIn, moneyOut];
                        return Line(group.Key.AccountId, group.Key.Kind, day.Key, figures);
                    })
                    .ToList();
            })
            .ToList();

    public static List<string> Lines(IEnumerable<DailyTotal> totals) =>
        totals
            .Select(t =>
                Line(
                    t.AccountId,
                    t.Kind,
                    t.Day,
                    [t.Count, t.OutCount, t.InMinor, t.OutMinor, t.RunningCount, t.RunningOutCount, t.RunningInMinor, t.RunningOutMinor]
                )
            )
            .ToList();

    private static string Line(int account, int kind, DateOnly day, params long[] figures) =>
        FormattableString.Invariant($"{account} {kind} {day:yyyy-MM-dd} {string.Join(' ', figures)}");
}
