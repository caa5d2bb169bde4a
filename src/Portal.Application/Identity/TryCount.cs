namespace FundPortal.Application.Identity;

/// <summary>
/// Wrong tries at one person from one source. For a name that nobody has, the person is empty: the same work is done, and nobody can
/// learn which names exist.
/// </summary>
public sealed class TryCount
{
    public Guid PersonId { get; set; }

    /// <summary>See <see cref="TrySource"/>.</summary>
    public required string Source { get; set; }

    /// <summary>Tries in a row that were not proven right.</summary>
    public int Wrong { get; set; }

    /// <summary>How many lock-outs in a row; each is longer than the last.</summary>
    public int LockOuts { get; set; }

    public DateTime? LockedUntil { get; set; }

    public DateTime LastAt { get; set; }
}
