using System.Diagnostics;
using FundPortal.Benchmarks.Figures;

namespace FundPortal.Benchmarks.Peers;

/// <summary>
/// What a finance team could install instead, on the same machine in the same run with the same rows: both sides do the same piece of work
/// in turns, and their answers must be equal.
/// </summary>
internal static class PeerBenchmark
{
    /// <summary>Of so many rows one is of the first account: of 500,000 forty a day, so that 25 days have 1,000 and 500 days 20,000.</summary>
    private const decimal HotPart = 12.5m;

    /// <summary>A program that is not there and could not be installed: its rows are missing.</summary>
    private const int NotMeasured = 3;

    public static async Task<int> RunAsync(int rows)
    {
        await using var world = new PeerWorld();
        var watch = Stopwatch.StartNew();
        await world.CreateAsync(rows, (int)(rows / HotPart));
        Say($"portal: {rows:N0} transactions of {PeerWorld.AccountCount} accounts in {watch.Elapsed.TotalSeconds:F0} s");
        var isComplete = await ActualRows.MeasureAsync(world);
        isComplete &= await new TrytonRows(world, rows).MeasureAsync();
        return isComplete ? FigureTable.ExitCode : NotMeasured;
    }

    /// <summary>Both in turns: the portal's calls of a round are told together, the peer's by its own clock.</summary>
    /// <returns>Medians of one call, in milliseconds.</returns>
    public static async Task<(decimal Ours, decimal Peer)> InTurnsAsync(
        int rounds,
        int calls,
        Func<Task> ours,
        Func<Task<PeerProcess.Reply>> peer
    )
    {
        await ours();
        await peer();
        var (own, others) = (new List<decimal>(), new List<decimal>());
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
                await ours();
            own.Add((decimal)Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls);
            others.Add((await peer()).Ms);
        }
        return (own.Order().ElementAt(rounds / 2), others.Order().ElementAt(rounds / 2));
    }

    /// <summary>A peer that does other work than the portal would measure nothing.</summary>
    public static void MustBeEqual<T>(string what, IEnumerable<T> ours, IEnumerable<T> peers)
    {
        var (mine, theirs) = (ours.ToArray(), peers.ToArray());
        if (mine.Length == 0 || !mine.SequenceEqual(theirs))
            throw new InvalidOperationException(
                $"{what}: the portal says {string.Join(' ', mine.Take(8))} ({mine.Length}), the peer {string.Join(' ', theirs.Take(8))} ({theirs.Length})"
            );
    }

    public static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
