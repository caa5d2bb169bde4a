namespace FundPortal.Domain.Audit;

/// <summary>One link of the audit chain: who did what to which object, when, from where, with what before and after.</summary>
public sealed class AuditEntry
{
    /// <summary>1, 2, 3 … without gaps.</summary>
    public long Seq { get; set; }

    /// <summary>UTC, milliseconds.</summary>
    public DateTime At { get; set; }

    /// <summary>Null for the program itself and for people who are not signed in.</summary>
    public Guid? ActorId { get; set; }

    public required string ActorName { get; set; }

    public string? Address { get; set; }

    /// <summary>Object and past participle: <c>statement.exported</c>.</summary>
    public required string Action { get; set; }

    /// <summary>Kind and public id of the object: <c>account:0199…</c>.</summary>
    public required string Subject { get; set; }

    /// <summary>JSON with before and after or the command's figures. Never a secret.</summary>
    public required string Data { get; set; }

    /// <summary>32 bytes; zeros before the first entry.</summary>
    public required byte[] PreviousHash { get; set; }

    /// <summary>SHA-256 over the canonical form of all the above.</summary>
    public required byte[] Hash { get; set; }
}
