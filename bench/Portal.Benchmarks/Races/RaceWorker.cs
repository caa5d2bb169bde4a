using System.Text.Json;

namespace FundPortal.Benchmarks.Races;

/// <summary>The second process: reads rounds from its input line by line, answers each with the results in order.</summary>
internal static class RaceWorker
{
    public static async Task<int> RunAsync(string folder)
    {
        await using var node = new RaceNode(folder);
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { Length: > 0 } line)
        {
            var results = await RunAsync(node, JsonSerializer.Deserialize<RaceRound>(line)!);
            Console.WriteLine(JsonSerializer.Serialize(results));
        }
        return 0;
    }

    /// <summary>All jobs at once, released by one gate.</summary>
    public static async Task<string[]> RunAsync(RaceNode node, RaceRound round)
    {
        node.Clock.Now = round.Now;
        using var gate = new ManualResetEventSlim();
        var jobs = round
            .Jobs.Select(job =>
                Task.Run(async () =>
                {
                    gate.Wait();
                    return await node.DoAsync(job);
                })
            )
            .ToArray();
        var wait = round.Gate - TimeProvider.System.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait);
        gate.Set();
        return await Task.WhenAll(jobs);
    }
}
