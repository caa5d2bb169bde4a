namespace FundPortal.Web.Transactions;

/// <summary>The presets of time; weeks begin on Monday.</summary>
internal static class Periods
{
    public static readonly string[] Names = ["Today", "ThisWeek", "ThisMonth", "LastMonth", "ThisQuarter"];

    public static (DateOnly From, DateOnly To) Of(string name, DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return name switch
        {
            "Today" => (today, today),
            "ThisWeek" => (today.AddDays(-(((int)today.DayOfWeek + 6) % 7)), today),
            "ThisMonth" => (month, today),
            "LastMonth" => (month.AddMonths(-1), month.AddDays(-1)),
            "ThisQuarter" => (new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1), today),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such period."),
        };
    }
}
