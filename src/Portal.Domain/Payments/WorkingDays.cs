namespace FundPortal.Domain.Payments;

/// <summary>A public holiday and the weekend days that are worked for it.</summary>
/// <param name="From">First day off.</param>
/// <param name="To">Last day off.</param>
/// <param name="Worked">Saturdays and Sundays on which people work instead.</param>
public sealed record PublicHoliday(string Name, DateOnly From, DateOnly To, IReadOnlyList<DateOnly> Worked);

/// <summary>The holidays of a year as the State Council announced them.</summary>
/// <param name="Source">Title and number of the notice.</param>
public sealed record HolidayYear(int Year, string Source, IReadOnlyList<PublicHoliday> Holidays);

/// <param name="IsYearKnown">False where only weekends were looked at, for nobody has announced (or entered) that year's holidays.</param>
/// <param name="Holiday">Why it is off, or for which holiday it is worked.</param>
public sealed record WorkingDay(DateOnly Day, bool IsWorking, bool IsYearKnown, string? Holiday);

/// <summary>Working days of mainland China: weekends, public holidays and make-up workdays. In a year without data, weekends only.</summary>
public sealed class WorkingDays
{
    private readonly Dictionary<DateOnly, string> off = [];
    private readonly Dictionary<DateOnly, string> worked = [];
    private readonly HashSet<int> years = [];

    /// <exception cref="ArgumentException">The data contradict themselves: a day twice, or one that nobody would announce.</exception>
    public WorkingDays(IEnumerable<HolidayYear> announced)
    {
        foreach (var year in announced)
        {
            if (!years.Add(year.Year))
                throw new ArgumentException($"The year {year.Year} stands twice.", nameof(announced));
            foreach (var holiday in year.Holidays)
                Add(year.Year, holiday);
        }
    }

    public bool IsWorkingDay(DateOnly day) => Of(day).IsWorking;

    /// <returns>The day itself when it is a working day, otherwise the next one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is none before the end of the calendar.</exception>
    public WorkingDay NextWorkingDay(DateOnly day)
    {
        var isKnown = true;
        for (var next = day; ; next = next.AddDays(1))
        {
            var found = Of(next);
            isKnown &= found.IsYearKnown;
            if (found.IsWorking)
                return found with { IsYearKnown = isKnown };
        }
    }

    public WorkingDay Of(DateOnly day)
    {
        var isKnown = years.Contains(day.Year);
        if (off.TryGetValue(day, out var holiday))
            return new(day, false, isKnown, holiday);
        if (worked.TryGetValue(day, out holiday))
            return new(day, true, isKnown, holiday);
        return new(day, !IsWeekend(day), isKnown, null);
    }

    private void Add(int year, PublicHoliday holiday)
    {
        for (var day = holiday.From; day <= holiday.To; day = day.AddDays(1))
            Add(off, year, day, holiday.Name);
        foreach (var day in holiday.Worked)
        {
            if (!IsWeekend(day))
                throw new ArgumentException($"{day:O} is no weekend day.", nameof(holiday));
            Add(worked, year, day, holiday.Name);
        }
    }

    private void Add(Dictionary<DateOnly, string> days, int year, DateOnly day, string name)
    {
        if (day.Year != year)
            throw new ArgumentException($"{day:O} is not in {year}.", nameof(day));
        if (off.ContainsKey(day) || !days.TryAdd(day, name))
            throw new ArgumentException($"{day:O} stands twice.", nameof(day));
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
