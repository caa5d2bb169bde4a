namespace FundPortal.Domain.Channels;

/// <summary>The numbers are stored; never reuse one.</summary>
public enum TrialKind
{
    Connection = 1,
    DryRun = 2,
}

/// <summary>The newest trial of a kind, and of which settings it was: after a change it says nothing any more.</summary>
public sealed class ChannelTrial
{
    public const int MaxText = 400;

    public int ChannelId { get; init; }

    public TrialKind Kind { get; init; }

    /// <summary>Lower-case hex SHA-256 of address, settings, credentials and accounts as they were.</summary>
    public required string Settings { get; set; }

    public bool IsGood { get; set; }

    /// <summary>The answer, or what was wrong. Of a good dry run four numbers: accounts, new, known and doubtful transactions.</summary>
    public required string Text { get; set; }

    public DateTime At { get; set; }

    public int Version { get; private set; }
}
