using System.Diagnostics;
using FundPortal.Benchmarks.Payments;

namespace FundPortal.Benchmarks.Apis;

/// <summary>
/// The database of the read figures: 200 accounts, one of them with a fifteenth of all transactions. It is made in a folder of its own that
/// goes with it, or stays in the one that <c>FUNDPORTAL_BENCH_DATA</c> names, where the next run finds it again.
/// </summary>
internal sealed class BigDatabase : IAsyncDisposable
{
    public const int AccountCount = 200;
    public const int HotShare = 15;

    private readonly bool isKept;

    private BigDatabase(string folder, bool isKept)
    {
        (Folder, this.isKept) = (folder, isKept);
        Node = new ProofNode(folder);
        World = new ApiWorld(Node, AccountCount);
    }

    public string Folder { get; }

    public ProofNode Node { get; }

    public ApiWorld World { get; }

    public static async Task<BigDatabase> OpenAsync(int rows, int seed = 0)
    {
        var kept = Environment.GetEnvironmentVariable("FUNDPORTAL_BENCH_DATA");
        var folder = string.IsNullOrEmpty(kept)
            ? Directory.CreateTempSubdirectory("fundportal-bench-").FullName
            : Directory.CreateDirectory(kept).FullName;
        var made = new BigDatabase(folder, isKept: !string.IsNullOrEmpty(kept));
        var watch = Stopwatch.StartNew();
        var isNew = !File.Exists(made.Node.Database);
        if (isNew)
            await made.World.CreateAsync(rows, rows / HotShare, seed);
        else
            await made.World.OpenAsync();
        if (made.World.Rows != rows)
            throw new InvalidOperationException($"'{folder}' holds {made.World.Rows} transactions, not {rows}: name another folder.");
        var what = isNew ? "made" : "opened";
        Console.WriteLine(
            FormattableString.Invariant(
                $"{rows:N0} transactions of {AccountCount} accounts {what} in {watch.Elapsed.TotalSeconds:F0} s, {Environment.ProcessorCount} processors"
            )
        );
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        if (!isKept)
            Directory.Delete(Folder, recursive: true);
    }
}
