using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>
/// Counts wrong passwords and wrong codes, apart from each other. A try is counted before it is judged, by a conditional UPDATE, so
/// racing tries cannot be more than the limit. After five a lock-out follows, each longer than the last; it always ends by itself
/// (a colleague's wrong guesses cannot lock somebody out for ever) until a hundred in a row, which only an administrator ends.
/// </summary>
internal sealed class TryCounter(PortalDbContext db, TimeProvider clock)
{
    public const int Limit = 5;

    /// <summary>Twenty lock-outs of five tries: NIST 800-63B-4 allows a hundred failures in a row.</summary>
    private const int MaxLockOuts = 20;

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
    ];

    public enum Kind
    {
        Password,
        Code,
    }

    /// <returns>False when the person is locked out: the try does not count and must not be judged.</returns>
    public async Task<bool> BeginAsync(Guid person, Kind kind, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var write = await db.BeginWriteAsync(ct);
        var open = db.Users.Where(p => p.Id == person && (p.LockedUntil == null || p.LockedUntil <= now));
        var counted =
            kind == Kind.Password
                ? await open.Where(p => p.FailedPasswords < Limit)
                    .ExecuteUpdateAsync(set => set.SetProperty(p => p.FailedPasswords, p => p.FailedPasswords + 1), ct)
                : await open.Where(p => p.FailedCodes < Limit)
                    .ExecuteUpdateAsync(set => set.SetProperty(p => p.FailedCodes, p => p.FailedCodes + 1), ct);
        await write.CommitAsync(ct);
        return counted == 1;
    }

    /// <summary>The try was right: its counter begins anew. A right code also ends the growth of delays.</summary>
    public async Task SucceedAsync(Guid person, Kind kind, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var row = db.Users.Where(p => p.Id == person);
        _ =
            kind == Kind.Password
                ? await row.ExecuteUpdateAsync(set => set.SetProperty(p => p.FailedPasswords, 0), ct)
                : await row.ExecuteUpdateAsync(set => set.SetProperty(p => p.FailedCodes, 0).SetProperty(p => p.LockOuts, 0), ct);
        await write.CommitAsync(ct);
    }

    /// <summary>The try was wrong. The fifth locks.</summary>
    /// <returns>Until when, or null.</returns>
    public async Task<DateTime?> FailAsync(Guid person, CancellationToken ct)
    {
        var state = await db
            .Users.AsNoTracking()
            .Where(p => p.Id == person)
            .Select(p => new
            {
                p.LockOuts,
                p.FailedPasswords,
                p.FailedCodes,
            })
            .SingleAsync(ct);
        if (state.FailedPasswords < Limit && state.FailedCodes < Limit)
            return null;
        var until =
            state.LockOuts + 1 >= MaxLockOuts
                ? new DateTime(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc)
                : clock.GetUtcNow().UtcDateTime + Delays[Math.Min(state.LockOuts, Delays.Length - 1)];
        await using var write = await db.BeginWriteAsync(ct);
        await db
            .Users.Where(p => p.Id == person && p.LockOuts == state.LockOuts)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(p => p.LockedUntil, until)
                        .SetProperty(p => p.LockOuts, p => p.LockOuts + 1)
                        .SetProperty(p => p.FailedPasswords, 0)
                        .SetProperty(p => p.FailedCodes, 0),
                ct
            );
        await write.CommitAsync(ct);
        return until;
    }
}
