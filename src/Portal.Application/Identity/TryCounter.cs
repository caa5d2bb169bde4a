using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>
/// Counts tries. A try counts as wrong, and the last allowed one locks, <i>before</i> it is judged; one that proves right is taken off
/// again. So racing tries cannot be more than the limit, and a process that dies in between leaves no count that never ends.
/// </summary>
internal sealed class TryCounter(PortalDbContext db, TimeProvider clock)
{
    /// <summary>A browser in which nobody signed in for this long is unknown again.</summary>
    private static readonly TimeSpan DeviceLife = TimeSpan.FromDays(180);

    private const int MostAttempts = 100;

    private static readonly DateTime UntilUnlocked = new(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A try that was counted: the person's rows before and after.</summary>
    public sealed record Counted(Guid Person, IReadOnlyList<(TryCount Before, TryCount After)> Rows)
    {
        /// <summary>Set when this try, unless it proves right, was the last one for a while.</summary>
        public DateTime? LockedUntil => Rows.Max(row => row.After.LockedUntil);
    }

    public async Task<Counted?> BeginPasswordAsync(Guid person, Visitor visitor, CancellationToken ct)
    {
        var device = TrySource.DeviceName(visitor.Device ?? "");
        var oldest = clock.GetUtcNow().UtcDateTime - DeviceLife;
        var isKnown = await db.TryCounts.AnyAsync(row => row.PersonId == person && row.Source == device && row.LastAt >= oldest, ct);
        return await BeginAsync(person, isKnown ? TrySource.KnownDevice(visitor.Device!) : TrySource.Unknown(visitor.Address), ct);
    }

    /// <returns>Null when one of the sources is locked: the try does not count and must not be judged.</returns>
    public async Task<Counted?> BeginAsync(Guid person, IReadOnlyList<TrySource> sources, CancellationToken ct)
    {
        if (await CountAllAsync(person, sources, ct) is { } counted)
            return counted;
        // A refusal without a write would be told apart by its time.
        var (now, first) = (clock.GetUtcNow().UtcDateTime, sources[0].Name);
        await using var write = await db.BeginWriteAsync(ct);
        await db
            .TryCounts.Where(row => row.PersonId == person && row.Source == first)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastAt, now), ct);
        await write.CommitAsync(ct);
        return null;
    }

    /// <summary>The try was right: its counters begin anew.</summary>
    public async Task SucceedAsync(Counted tried, CancellationToken ct)
    {
        var sources = tried.Rows.Select(row => row.After.Source).ToArray();
        await using var write = await db.BeginWriteAsync(ct);
        // Set-based on purpose, here and elsewhere in this file: counters of racing tries, no business data.
        await db
            .TryCounts.Where(row => row.PersonId == tried.Person && sources.Contains(row.Source))
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Wrong, 0)
                        .SetProperty(row => row.LockOuts, 0)
                        .SetProperty(row => row.LockedUntil, (DateTime?)null),
                ct
            );
        await write.CommitAsync(ct);
    }

    /// <summary>The try was not judged at all: it is taken back, unless others were counted since.</summary>
    public async Task TakeBackAsync(Counted tried, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        foreach (var (before, after) in tried.Rows)
            await MoveAsync(after, before, ct);
        await write.CommitAsync(ct);
    }

    /// <summary>The person signed in fully in this browser: from now on it counts for itself. Joins the caller's save.</summary>
    public async Task RememberDeviceAsync(Guid person, string device, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var name = TrySource.DeviceName(device);
        await ForgetOldAsync(person, name, now - DeviceLife, ct);
        if (await db.TryCounts.SingleOrDefaultAsync(row => row.PersonId == person && row.Source == name, ct) is { } known)
            known.LastAt = now;
        else
            db.TryCounts.Add(
                new TryCount
                {
                    PersonId = person,
                    Source = name,
                    LastAt = now,
                }
            );
    }

    /// <summary>The person's rows, and those of names that nobody has.</summary>
    private async Task ForgetOldAsync(Guid person, string except, DateTime oldest, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        await db
            .TryCounts.Where(row => (row.PersonId == person || row.PersonId == Guid.Empty) && row.Source != except && row.LastAt < oldest)
            .ExecuteDeleteAsync(ct);
        await write.CommitAsync(ct);
    }

    /// <summary>All sources or, when one is locked, none.</summary>
    private async Task<Counted?> CountAllAsync(Guid person, IReadOnlyList<TrySource> sources, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var rows = new List<(TryCount, TryCount)>(sources.Count);
        foreach (var source in sources)
        {
            if (await CountAsync(person, source, ct) is not { } row)
                return null;
            rows.Add(row);
        }
        await write.CommitAsync(ct);
        return new(person, rows);
    }

    private async Task<(TryCount Before, TryCount After)?> CountAsync(Guid person, TrySource source, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var before = await db
                .TryCounts.AsNoTracking()
                .SingleOrDefaultAsync(row => row.PersonId == person && row.Source == source.Name, ct);
            if (before is null)
            {
                await AddAsync(
                    new TryCount
                    {
                        PersonId = person,
                        Source = source.Name,
                        LastAt = now,
                    },
                    ct
                );
                continue;
            }
            if (before.LockedUntil > now)
                return null;
            var isLast = before.Wrong + 1 >= source.Limit;
            var after = new TryCount
            {
                PersonId = person,
                Source = source.Name,
                Wrong = isLast ? 0 : before.Wrong + 1,
                LockOuts = isLast ? before.LockOuts + 1 : before.LockOuts,
                LockedUntil = isLast ? LockEnd(source, before.LockOuts, now) : null,
                LastAt = now,
            };
            if (await MoveAsync(before, after, ct))
                return (before, after);
        }
        // Never met: each attempt means that another try was counted in between. Not counted is not judged.
        return null;
    }

    /// <summary>One conditional UPDATE: of racing callers one moves the row on, the others read again.</summary>
    private async Task<bool> MoveAsync(TryCount from, TryCount to, CancellationToken ct) =>
        await db
            .TryCounts.Where(row =>
                row.PersonId == from.PersonId && row.Source == from.Source && row.Wrong == from.Wrong && row.LockOuts == from.LockOuts
            )
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.Wrong, to.Wrong)
                        .SetProperty(row => row.LockOuts, to.LockOuts)
                        .SetProperty(row => row.LockedUntil, to.LockedUntil)
                        .SetProperty(row => row.LastAt, to.LastAt),
                ct
            ) == 1;

    private async Task AddAsync(TryCount row, CancellationToken ct)
    {
        db.TryCounts.Add(row);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another node added it in this moment: the next look finds it, or the real error shows there.
        }
        db.Entry(row).State = EntityState.Detached;
    }

    private static DateTime LockEnd(TrySource source, int lockOutsBefore, DateTime now) =>
        lockOutsBefore + 1 >= source.LastLockOut ? UntilUnlocked : now + source.Delays[Math.Min(lockOutsBefore, source.Delays.Length - 1)];
}
