using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Channels;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>A channel's turn to be read, held under a fencing number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Turn(int ChannelId, string ChannelName, ChannelKind Kind, long Fence)
{
    /// <summary>To be called inside the write scope of every commit: false, and somebody else reads the channel now.</summary>
    public async Task<bool> RenewAsync(PortalDbContext db, DateTime now, CancellationToken ct)
    {
        var id = ChannelId;
        return (await db.ReadingTurns.SingleAsync(t => t.ChannelId == id, ct)).Renew(Fence, now);
    }
}

/// <summary>Takes and gives back turns.</summary>
internal sealed class Turns(PortalDbContext db, TimeProvider clock)
{
    /// <returns>Null when the channel is not due, another has it, or it does not live.</returns>
    public async Task<Turn?> TakeAsync(int channelId, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var channel = await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.Id == channelId && c.State == ChannelState.Live, ct);
        if (channel is null)
            return null;
        var now = clock.GetUtcNow().UtcDateTime;
        var turn = await db.ReadingTurns.SingleOrDefaultAsync(t => t.ChannelId == channelId, ct);
        if (turn is { } known && !known.IsDue(now))
            return null;
        turn ??= db.ReadingTurns.Add(new ReadingTurn { ChannelId = channelId }).Entity;
        var fence = turn.Take(now);
        try
        {
            return await db.TrySaveAsync(write, ct) is null ? new Turn(channelId, channel.Name, channel.Kind, fence) : null;
        }
        catch (DbUpdateException error) when (error is not DbUpdateConcurrencyException)
        {
            // Another node made the channel's first turn in the same moment.
            return null;
        }
    }

    public async Task EndAsync(Turn turn, bool isWhole, int spread, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(ct);
        var mine = await db.ReadingTurns.SingleAsync(t => t.ChannelId == turn.ChannelId, ct);
        if (mine.Fence != turn.Fence)
            return;
        var every = await db.Channels.Where(c => c.Id == turn.ChannelId).Select(c => c.ReadEverySeconds).SingleAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        mine.End(now, ReadingTimetable.Next(now, every, spread), isWhole);
        await db.TrySaveAsync(write, ct);
    }
}
