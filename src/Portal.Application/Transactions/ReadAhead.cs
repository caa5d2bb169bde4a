using System.Runtime.CompilerServices;

namespace FundPortal.Application.Transactions;

internal static class ReadAhead
{
    /// <summary>Makes the next item on another thread while the caller works on the one it has.</summary>
    public static async IAsyncEnumerable<T> Of<T>(IEnumerable<T> items, [EnumeratorCancellation] CancellationToken ct = default)
        where T : class
    {
        using var source = items.GetEnumerator();
        var next = Next();
        try
        {
            while (await next is { } item)
            {
                ct.ThrowIfCancellationRequested();
                next = Next();
                yield return item;
            }
        }
        finally
        {
            // Nobody reads it any more, but what it reads from must not be taken away under it.
            await next.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        Task<T?> Next() => Task.Run(() => source.MoveNext() ? source.Current : null, CancellationToken.None);
    }
}
