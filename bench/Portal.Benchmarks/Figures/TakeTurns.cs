using System.Diagnostics;

namespace FundPortal.Benchmarks.Figures;

/// <summary>Measures several ways in one run: they take turns in rounds, so that whatever else the machine does meets them alike.</summary>
internal static class TakeTurns
{
    /// <param name="calls">Calls in a row that are told together.</param>
    /// <returns>Milliseconds of one call of each way: the median of its rounds.</returns>
    public static async Task<decimal[]> MedianAsync(int rounds, int calls, params Func<Task>[] ways)
    {
        foreach (var way in ways)
            await TimeAsync(way, calls);
        var times = Array.ConvertAll(ways, _ => new List<decimal>());
        for (var round = 0; round < rounds; round++)
        for (var i = 0; i < ways.Length; i++)
            times[i].Add(await TimeAsync(ways[i], calls));
        return Array.ConvertAll(times, t => t.Order().ElementAt(rounds / 2));
    }

    private static async Task<decimal> TimeAsync(Func<Task> way, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            await way();
        return (decimal)Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }
}
