using System.Runtime.CompilerServices;
using FundPortal.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Audit;

internal static class AuditReader
{
    /// <summary>A long read would keep SQLite's log from shrinking, so each slice is a query of its own.</summary>
    private const int Slice = 5_000;

    /// <summary>The entries in the order of their numbers, none of them held longer than its slice.</summary>
    public static async IAsyncEnumerable<AuditEntry> InOrderAsync(
        IQueryable<AuditEntry> entries,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var last = long.MinValue;
        while (true)
        {
            var after = last;
            var slice = await entries.AsNoTracking().Where(e => e.Seq > after).OrderBy(e => e.Seq).Take(Slice).ToListAsync(ct);
            foreach (var entry in slice)
                yield return entry;
            if (slice.Count < Slice)
                yield break;
            last = slice[^1].Seq;
        }
    }
}
