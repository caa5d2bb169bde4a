namespace FundPortal.Domain.Channels;

/// <summary>How a channel does right now.</summary>
public sealed class ChannelHealth
{
    /// <summary>Calls in a row that must fail before people are told.</summary>
    public const int BadAfter = 3;

    public const int MaxCode = 64;
    public const int MaxText = 400;

    public int ChannelId { get; init; }

    public DateTime? LastTriedAt { get; private set; }

    public DateTime? LastGoodAt { get; private set; }

    public int FailuresInARow { get; private set; }

    /// <summary>Calls since the channel was made, and how many of them failed.</summary>
    public long Calls { get; private set; }

    public long Failures { get; private set; }

    public string? LastCode { get; private set; }

    public string? LastText { get; private set; }

    /// <summary>UTC, of the server's certificate.</summary>
    public DateTime? CertificateEndsAt { get; set; }

    public int Version { get; private set; }

    public bool IsBad => FailuresInARow >= BadAfter;

    /// <returns>Whether it was bad until now.</returns>
    public bool Succeeded(DateTime now)
    {
        var wasBad = IsBad;
        (LastTriedAt, LastGoodAt, FailuresInARow, LastCode, LastText) = (now, now, 0, null, null);
        Calls++;
        return wasBad;
    }

    /// <returns>Whether it is bad from now on.</returns>
    public bool Failed(string code, string text, DateTime now)
    {
        var wasBad = IsBad;
        (LastTriedAt, LastCode, LastText) = (now, Cut(code, MaxCode), Cut(text, MaxText));
        FailuresInARow++;
        Calls++;
        Failures++;
        return !wasBad && IsBad;
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>Something that went wrong with a channel: the same thing again within an hour is the same incident.</summary>
public sealed class ChannelIncident
{
    public static readonly TimeSpan SameWithin = TimeSpan.FromHours(1);

    public long Id { get; init; }

    public int ChannelId { get; init; }

    public required string Kind { get; init; }

    public required string Code { get; init; }

    public required string Text { get; init; }

    public DateTime FirstAt { get; init; }

    public DateTime LastAt { get; set; }

    public int Count { get; set; } = 1;

    /// <summary>Public id of the last payment that met it.</summary>
    public Guid? Payment { get; set; }
}
