using System.Runtime.InteropServices;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing;

/// <summary>Entries of one day that stand side by side in a statement.</summary>
/// <param name="Order">Counts the runs of an account in the order of files, statements and entries.</param>
/// <param name="From">Place of the first one among the statement's entries.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DayRun(DateOnly Day, int Order, int File, int Statement, int From, int Count);

/// <summary>
/// Cuts an account's entries into days: whether an entry is stored already hangs on the entries of its booking day alone, so no more than a
/// few days' have to be held to compare any number of them.
/// </summary>
internal static class DayRuns
{
    /// <summary>Entries compared at once; a day that has more is compared as a whole.</summary>
    public const int Window = 10_000;

    /// <summary>Whole days after one another; within a day, the order of files, statements and entries.</summary>
    public static IEnumerable<List<DayRun>> Windows(List<DayRun> runs)
    {
        runs.Sort((a, b) => a.Day != b.Day ? a.Day.CompareTo(b.Day) : a.Order.CompareTo(b.Order));
        var window = new List<DayRun>();
        var count = 0;
        foreach (var run in runs)
        {
            if (count >= Window && run.Day != window[^1].Day)
            {
                yield return window;
                (window, count) = ([], 0);
            }
            window.Add(run);
            count += run.Count;
        }
        if (window.Count > 0)
            yield return window;
    }

    public static void Add(List<DayRun> runs, int file, int statement, IReadOnlyList<ParsedEntry> entries)
    {
        var (day, from, at) = (default(DateOnly), 0, 0);
        foreach (var head in EntryHead.Of(entries))
        {
            if (at > from && head.BookingDate != day)
            {
                runs.Add(new(day, runs.Count, file, statement, from, at - from));
                from = at;
            }
            (day, at) = (head.BookingDate, at + 1);
        }
        if (at > from)
            runs.Add(new(day, runs.Count, file, statement, from, at - from));
    }
}
