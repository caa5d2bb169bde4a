namespace FundPortal.Domain.Channels;

/// <summary>
/// Whose turn it is to read a channel. One node at a time: it holds the turn under a fencing number until <see cref="LeaseUntil"/>, and every
/// commit of it asks whether the number still stands, so a reader that slept past its lease stores nothing.
/// </summary>
public sealed class ReadingTurn
{
    /// <summary>Longer than one call on a connection with its retries; each commit begins it anew.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    public int ChannelId { get; init; }

    public DateTime NextAt { get; private set; }

    public DateTime? LeaseUntil { get; private set; }

    public long Fence { get; private set; }

    /// <summary>When a whole round last ended without a fault.</summary>
    public DateTime? LastWholeAt { get; private set; }

    public int Version { get; private set; }

    public bool IsDue(DateTime now) => NextAt <= now && !(LeaseUntil > now);

    /// <returns>The fencing number of this turn.</returns>
    public long Take(DateTime now)
    {
        LeaseUntil = now + Lease;
        return ++Fence;
    }

    /// <summary>Called in every commit of the reader.</summary>
    /// <returns>False when the turn belongs to another: then nothing may be stored.</returns>
    public bool Renew(long fence, DateTime now)
    {
        if (fence != Fence)
            return false;
        LeaseUntil = now + Lease;
        return true;
    }

    public void End(DateTime now, DateTime nextAt, bool isWhole)
    {
        (LeaseUntil, NextAt) = (null, nextAt);
        if (isWhole)
            LastWholeAt = now;
    }
}

/// <summary>When a channel is read next: spread, and never bunched at minute 0 or 30, as banks ask.</summary>
public static class ReadingTimetable
{
    /// <param name="everySeconds">1 to 86,400.</param>
    /// <param name="spread">0 to 999, random: how far within a tenth of the period.</param>
    public static DateTime Next(DateTime now, int everySeconds, int spread)
    {
        var period = TimeSpan.FromSeconds(everySeconds);
        var next = now + period + new TimeSpan(period.Ticks / 10 * spread / 1000);
        // A short period meets those minutes anyway, but is spread by itself.
        return everySeconds >= 60 && next.Minute is 0 or 30 ? next + TimeSpan.FromSeconds(60 + (spread * 120 / 1000)) : next;
    }
}
