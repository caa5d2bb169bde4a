namespace FundPortal.Domain.Approvals;

/// <summary>The numbers are stored; never reuse one.</summary>
public enum PolicyState
{
    Draft = 1,

    /// <summary>Waits for a second person.</summary>
    Proposed = 2,

    /// <summary>Routes payments; at most one version does.</summary>
    InForce = 3,

    /// <summary>Was in force until another version came.</summary>
    Superseded = 4,

    /// <summary>Given up before it came in force.</summary>
    Withdrawn = 5,
}

/// <summary>One version of the approval policy. Once in force its content never changes again.</summary>
public sealed class PolicyVersion
{
    public const int MaxComment = 500;

    public int Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    /// <summary>1, 2, 3 … in the order in which drafts were begun.</summary>
    public int Number { get; set; }

    public PolicyState State { get; set; } = PolicyState.Draft;

    /// <summary>The policy as canonical JSON.</summary>
    public required string Content { get; set; }

    /// <summary>SHA-256 of the content's UTF-8.</summary>
    public required byte[] ContentHash { get; set; }

    /// <summary>Who saved the content last, and when.</summary>
    public Guid EditedBy { get; set; }

    public DateTime EditedAt { get; set; }

    public Guid? ProposedBy { get; set; }

    public DateTime? ProposedAt { get; set; }

    /// <summary>Always somebody other than who edited it last and who proposed it.</summary>
    public Guid? ConfirmedBy { get; set; }

    public DateTime? ConfirmedAt { get; set; }

    public DateTime? InForceFrom { get; set; }

    public DateTime? InForceUntil { get; set; }

    /// <summary>What the change is for; or why it was refused or withdrawn.</summary>
    public string Comment { get; set; } = "";

    public int Version { get; set; }
}
