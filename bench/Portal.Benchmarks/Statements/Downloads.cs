using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FundPortal.Benchmarks.Hosts;
using FundPortal.Benchmarks.Reads;

namespace FundPortal.Benchmarks.Statements;

/// <param name="FirstByte">Milliseconds.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Download(decimal Seconds, decimal FirstByte, long Bytes);

/// <summary>Downloads the first days of one account, from the portal or from the bare host.</summary>
internal sealed class Downloads(SignedIn me, Uri bare, Guid account, int allRows)
{
    private static readonly HttpClient Plain = new() { Timeout = TimeSpan.FromMinutes(10) };

    /// <param name="saveAs">Null: the bytes are counted and dropped.</param>
    public async Task<Download> OursAsync(int rows, string? saveAs = null)
    {
        var (from, to) = Days(rows);
        using var form = new FormUrlEncodedContent([
            new("__RequestVerificationToken", me.FormToken),
            new("account", account.ToString()),
            new("from", from),
            new("to", to),
            new("format", "xlsx"),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/statements/download") { Content = form };
        return await TakeAsync(me.Http, request, saveAs);
    }

    public async Task<Download> BareAsync(string way, int rows)
    {
        var (from, to) = Days(rows);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(bare, $"{way}?from={from}&to={to}"));
        return await TakeAsync(Plain, request, null);
    }

    private static async Task<Download> TakeAsync(HttpClient http, HttpRequestMessage request, string? saveAs)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("spreadsheetml.sheet", StringComparison.Ordinal) is not true)
            throw new InvalidOperationException("That is no workbook.");
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using var file = saveAs is null ? Stream.Null : File.Create(saveAs);
        var buffer = new byte[256 * 1024];
        var (bytes, first) = (0L, 0m);
        for (int read; (read = await body.ReadAsync(buffer)) > 0; bytes += read)
        {
            if (bytes == 0)
                first = (decimal)watch.Elapsed.TotalMilliseconds;
            await file.WriteAsync(buffer.AsMemory(0, read));
        }
        return new((decimal)watch.Elapsed.TotalSeconds, first, bytes);
    }

    /// <summary>The filler spreads all rows evenly over its days.</summary>
    private (string From, string To) Days(int rows)
    {
        var days = Math.Max(1, (int)((long)TransactionFiller.Days * rows / allRows));
        var first = TransactionFiller.FirstDay;
        return (Iso(first), Iso(first.AddDays(days - 1)));
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
