namespace FundPortal.Application.Data.Migrations;

/// <summary>Counts the money-out rows of days that were stored before they were counted. Both databases know these statements.</summary>
internal static class FillOutCounts
{
    public static readonly IReadOnlyList<string> Statements =
    [
        """
            UPDATE DailyTotals SET OutCount = counted.Number FROM (
                SELECT AccountId, Kind, BookingDate, COUNT(*) AS Number FROM Transactions WHERE AmountMinor < 0 GROUP BY AccountId, Kind, BookingDate
            ) AS counted
            WHERE counted.AccountId = DailyTotals.AccountId AND counted.Kind = DailyTotals.Kind AND counted.BookingDate = DailyTotals.Day
            """,
        """
            UPDATE DailyTotals SET OutCount = counted.Number FROM (
                SELECT AccountId, BookingDate, COUNT(*) AS Number FROM Transactions WHERE AmountMinor < 0 GROUP BY AccountId, BookingDate
            ) AS counted
            WHERE counted.AccountId = DailyTotals.AccountId AND DailyTotals.Kind = 0 AND counted.BookingDate = DailyTotals.Day
            """,
        """
            UPDATE DailyTotals SET RunningOutCount = counted.Number FROM (
                SELECT AccountId, Kind, Day, SUM(OutCount) OVER (PARTITION BY AccountId, Kind ORDER BY Day ROWS UNBOUNDED PRECEDING) AS Number
                FROM DailyTotals
            ) AS counted
            WHERE counted.AccountId = DailyTotals.AccountId AND counted.Kind = DailyTotals.Kind AND counted.Day = DailyTotals.Day
            """,
    ];
}
