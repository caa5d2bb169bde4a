using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Data;

/// <summary>Lets SQLite hold more of its file while a long write goes on; connections are pooled, so the old measure is set again after it. Nothing on SQL Server.</summary>
internal sealed class SqliteCache(PortalDbContext db) : IAsyncDisposable
{
    private long? before;

    public async Task WidenAsync(int kilobytes, CancellationToken ct)
    {
        if (before is not null || !db.Database.IsSqlite())
            return;
        before = (await db.Database.SqlQueryRaw<long>("SELECT cache_size AS Value FROM pragma_cache_size").ToListAsync(ct))[0];
        // Negative: kilobytes, not pages.
        await SetAsync(-kilobytes, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (before is { } size)
            await SetAsync(size, CancellationToken.None);
    }

    private Task<int> SetAsync(long size, CancellationToken ct) =>
        // A PRAGMA takes no parameter.
#pragma warning disable EF1003
        db.Database.ExecuteSqlRawAsync("PRAGMA cache_size = " + size.ToString(CultureInfo.InvariantCulture), ct);
#pragma warning restore EF1003
}
