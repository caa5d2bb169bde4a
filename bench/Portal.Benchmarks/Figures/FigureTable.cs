using System.Globalization;

namespace FundPortal.Benchmarks.Figures;

/// <summary>
/// Tells figures on the console and, where the environment names a file in <c>FUNDPORTAL_BENCH_TABLE</c>, appends each as a row of the
/// table that <c>bench/run.sh</c> puts together.
/// </summary>
internal static class FigureTable
{
    private static bool isMet = true;

    /// <summary>0 while every goal told so far is met, else 1: the exit code of a run.</summary>
    public static int ExitCode => isMet ? 0 : 1;

    public static void Add(Figure figure)
    {
        var ratio = figure.Floor is > 0 ? figure.Ours / figure.Floor : null;
        var goal = string.Join("; ", figure.Goals.Select(g => g.Text));
        var reached = string.Join("; ", figure.Goals.Select(g => (g.IsMet ? "met" : "**not met**") + $" ({Plain(g.Reached)})"));
        isMet &= figure.Goals.All(g => g.IsMet);
        var (ours, floor, peer) = (
            $"{Plain(figure.Ours)} {figure.Unit}",
            Named(figure.Floor, figure.FloorName),
            Named(figure.Peer, figure.PeerName)
        );
        Console.WriteLine(
            $"{figure.Name}: {ours}, floor {floor}, peer {peer}, ratio {Plain(ratio)}{(goal.Length == 0 ? "" : $", goal {goal}: {reached}")}"
        );
        if (Environment.GetEnvironmentVariable("FUNDPORTAL_BENCH_TABLE") is { Length: > 0 } table)
            File.AppendAllText(table, $"| {figure.Name} | {ours} | {floor} | {peer} | {Plain(ratio)} | {goal} | {reached} |\n");
    }

    /// <summary>Three significant digits, thousands separated.</summary>
    public static string Plain(decimal? value) =>
        value is not { } number ? "–"
        : Math.Abs(number) >= 100 ? number.ToString("N0", CultureInfo.InvariantCulture)
        : Math.Abs(number) >= 10 ? number.ToString("0.#", CultureInfo.InvariantCulture)
        : Math.Abs(number) >= 1 ? number.ToString("0.##", CultureInfo.InvariantCulture)
        : number.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Named(decimal? value, string name) =>
        value is null ? "–"
        : name.Length == 0 ? Plain(value)
        : $"{Plain(value)} ({name})";
}
