namespace FundPortal.Domain.Importing;

public enum ImportState
{
    Stored = 1,
    Undone = 2,
}

/// <summary>One file that was imported, or one read of a channel that brought something: provenance of every entry it brought.</summary>
public sealed class ImportFile
{
    public long Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public required string FileName { get; set; }

    public required string Format { get; set; }

    /// <summary>Lower-case hex SHA-256 of the file's bytes.</summary>
    public required string Sha256 { get; set; }

    public long Bytes { get; set; }

    public DateTime ImportedAt { get; set; }

    public Guid ImportedBy { get; set; }

    public required string ImportedByName { get; set; }

    public ImportState State { get; set; } = ImportState.Stored;

    public DateTime? UndoneAt { get; set; }

    public int NewEntries { get; set; }

    public int KnownEntries { get; set; }

    /// <summary>Set when a statement was exported or something was matched from its entries: then it cannot be undone.</summary>
    public bool IsPinned { get; set; }

    /// <summary>The channel that read it; null for a file that a person imported. Such a one is never undone.</summary>
    public int? ChannelId { get; init; }

    public int Version { get; set; }
}

/// <summary>A statement that a file brought, for the calendar, gaps, breaks and the balance proof.</summary>
public sealed class ImportedStatement
{
    public long Id { get; set; }

    public long ImportFileId { get; set; }

    public int AccountId { get; set; }

    public DateOnly From { get; set; }

    public DateOnly To { get; set; }

    public long? OpeningMinor { get; set; }

    public long? ClosingMinor { get; set; }

    public int Entries { get; set; }

    /// <summary>Of <see cref="Entries"/>, those that this import stored.</summary>
    public int NewEntries { get; set; }

    /// <summary>Of <see cref="Entries"/>, those that were there already, and the doubtful ones that the person left out.</summary>
    public int KnownEntries { get; set; }

    public bool IsFinal { get; set; }

    /// <summary>opening + entries − closing that a person accepted; 0 when it adds up, null when it cannot be proved.</summary>
    public long? DifferenceMinor { get; set; }
}
