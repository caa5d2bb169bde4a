namespace FundPortal.Domain.Channels;

/// <summary>How far a channel has read an account. It moves only in the commit that stores what was read.</summary>
public sealed class ChannelCursor
{
    public const int MaxCursor = 2_000;

    public int ChannelId { get; init; }

    public int AccountId { get; init; }

    /// <summary>Nothing before it is asked for.</summary>
    public DateOnly FirstDay { get; init; }

    /// <summary>As the connection gave it; null at the beginning.</summary>
    public string? Cursor { get; set; }

    /// <summary>The bank's final list of every day up to this one is stored; the days after it are provisional.</summary>
    public DateOnly FinalUntil { get; set; }

    /// <summary>When it was last read without a fault. UTC.</summary>
    public DateTime? ReadAt { get; set; }

    public int Version { get; private set; }
}

/// <summary>The balance proof of one account's day, by the channel that tells both the entries and the closing balance.</summary>
public sealed class DayProof
{
    public int ChannelId { get; init; }

    public int AccountId { get; init; }

    public DateOnly Day { get; init; }

    /// <summary>The bank's closing balance, minor units; null where the bank tells none.</summary>
    public long? ClosingMinor { get; set; }

    /// <summary>What our rows make of the bank's closing before: that closing plus every entry since. Null where there was none before.</summary>
    public long? OursMinor { get; set; }

    public int Entries { get; set; }

    public int Confirmed { get; set; }

    public int Replaced { get; set; }

    public int Added { get; set; }

    public int Removed { get; set; }

    /// <summary>UTC, when it was last made.</summary>
    public DateTime At { get; set; }

    public int Version { get; private set; }

    /// <summary>The bank's closing minus ours: what is missing from our rows (or too much, when negative). Null: not provable.</summary>
    public long? DriftMinor => ClosingMinor - OursMinor;
}

/// <summary>The numbers are stored; never reuse one.</summary>
public enum DayChange
{
    Replaced = 1,
    Added = 2,
    Removed = 3,
}

/// <summary>What the bank's final list of a day changed in what had been read during the day. Never changed.</summary>
public sealed class DayDifference
{
    public const int MaxRow = 2_000;

    public long Id { get; init; }

    public int ChannelId { get; init; }

    public int AccountId { get; init; }

    public DateOnly Day { get; init; }

    public DayChange Change { get; init; }

    /// <summary>The row as it was, a JSON object; null for one that was added.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }

    public DateTime At { get; init; }
}

/// <summary>
/// An entry that a channel told and that was not stored, since one of the same day and amount had come from another source that names
/// entries differently: taken for the same one, once.
/// </summary>
public sealed class DoubtfulEntry
{
    public long Id { get; init; }

    public int ChannelId { get; init; }

    public int AccountId { get; init; }

    public DateOnly Day { get; init; }

    public long AmountMinor { get; init; }

    public required byte[] DuplicateKey { get; init; }

    /// <summary>The stored transaction that it is taken for.</summary>
    public long TransactionId { get; init; }

    /// <summary>As the channel told it, a JSON object like <see cref="DayDifference.After"/>.</summary>
    public required string Row { get; init; }

    public DateTime At { get; init; }
}
