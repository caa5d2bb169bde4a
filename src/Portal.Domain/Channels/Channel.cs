namespace FundPortal.Domain.Channels;

/// <summary>The numbers are stored; never reuse one.</summary>
public enum ChannelState
{
    /// <summary>Being set up: nothing runs by itself.</summary>
    SettingUp = 1,
    Live = 2,

    /// <summary>Reads and sends nothing until somebody lets it go on. What the bank has is still asked for.</summary>
    Paused = 3,
}

/// <summary>One connection to a bank or platform: its settings, credentials, accounts and timetable.</summary>
public sealed class Channel
{
    public const int MaxName = 100;

    /// <summary>What the first bank says of itself; none is known to be quicker (bank-direct-connect contract).</summary>
    public const int MinNotFoundAfterSeconds = 600;

    public int Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public ChannelKind Kind { get; init; }

    public ChannelState State { get; set; } = ChannelState.SettingUp;

    /// <summary>Where it is reached: an https address, or a folder for <see cref="ChannelKind.File"/>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The kind's own settings that are no secrets, as a JSON object.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>The kind's credentials, as a JSON object, encrypted with the key ring. Null until some were entered.</summary>
    public byte[]? Credentials { get; set; }

    /// <summary>Seconds between two reads; 1 to 86,400.</summary>
    public int ReadEverySeconds { get; set; } = 60;

    /// <summary>Payments leave between these times of day in China; equal: at any time.</summary>
    public TimeOnly SendFrom { get; set; }

    /// <summary>The cut-off time: what is approved later leaves on the next day.</summary>
    public TimeOnly SendUntil { get; set; }

    /// <summary>Payments leave on working days only.</summary>
    public bool SendsOnWorkingDaysOnly { get; set; }

    /// <summary>
    /// How long after sending a bank that says "not found" is believed; until then that payment's result is unknown. Seconds,
    /// <see cref="MinNotFoundAfterSeconds"/> to 86,400.
    /// </summary>
    public int NotFoundAfterSeconds { get; set; } = MinNotFoundAfterSeconds;

    public int Version { get; set; }

    public ChannelCapabilities Capabilities => ChannelCapabilities.Of(Kind);
}

/// <summary>An account that a channel serves. An account's payments leave through one channel at most.</summary>
public sealed class ChannelAccount
{
    public int ChannelId { get; init; }

    public int AccountId { get; init; }

    /// <summary>What the bank or platform calls the account.</summary>
    public required string RemoteId { get; set; }

    /// <summary>Its payments leave through this channel.</summary>
    public bool IsForPayments { get; set; }
}
