namespace FundPortal.Domain.Audit;

/// <summary>What is wrong at the first broken entry. The names are shown and logged.</summary>
public enum AuditFaultKind
{
    /// <summary>The entry of this number is missing: deleted, moved, or cut off the end while the head still counts it.</summary>
    Missing,

    /// <summary>There is an entry of this number where none may be: before the first or past the head.</summary>
    Inserted,

    /// <summary>The entry does not name the hash of the one before: that one was replaced together with its hash.</summary>
    PreviousHashDiffers,

    /// <summary>The entry's fields do not give its hash: it was changed.</summary>
    HashDiffers,

    /// <summary>The head names another hash for the last entry, or there is no head.</summary>
    HeadDiffers,

    /// <summary>An anchor kept outside the database names another hash for this entry: the chain was written anew.</summary>
    AnchorDiffers,

    /// <summary>An anchor kept outside the database names an entry that the chain has not reached: its tail was cut together with the head.</summary>
    BehindAnchor,
}

/// <param name="Seq">The number of the first broken entry.</param>
public sealed record AuditFault(long Seq, AuditFaultKind Kind);

/// <summary>A place of the chain as somebody outside the database remembers it.</summary>
/// <param name="Hash">32 bytes.</param>
public sealed record ChainAnchor(long Seq, byte[] Hash);

/// <summary>Follows the chain entry by entry and stops at the first that does not fit. Holds no entries, so any length may pass.</summary>
public sealed class AuditWalk(IReadOnlyDictionary<long, byte[]> anchors)
{
    private byte[] previous = AuditChain.Genesis;

    /// <summary>Entries found right.</summary>
    public long Entries { get; private set; }

    /// <summary>Anchors that were met and agreed.</summary>
    public int Anchors { get; private set; }

    /// <summary>The next entry by number.</summary>
    public AuditFault? Next(AuditEntry entry)
    {
        var expected = Entries + 1;
        if (entry.Seq != expected)
            return entry.Seq < expected ? new(entry.Seq, AuditFaultKind.Inserted) : new(expected, AuditFaultKind.Missing);
        if (!entry.PreviousHash.AsSpan().SequenceEqual(previous))
            return new(expected, AuditFaultKind.PreviousHashDiffers);
        if (!entry.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(entry)))
            return new(expected, AuditFaultKind.HashDiffers);
        if (anchors.TryGetValue(expected, out var anchored))
        {
            if (!anchored.AsSpan().SequenceEqual(entry.Hash))
                return new(expected, AuditFaultKind.AnchorDiffers);
            Anchors++;
        }
        (Entries, previous) = (expected, entry.Hash);
        return null;
    }

    /// <summary>After the last entry up to the head: does the head agree, and has the chain come as far as every anchor?</summary>
    /// <param name="head">Null when the database has no head.</param>
    public AuditFault? End(ChainAnchor? head)
    {
        if (head is null)
            return new(Entries, AuditFaultKind.HeadDiffers);
        if (head.Seq != Entries)
            return head.Seq > Entries ? new(Entries + 1, AuditFaultKind.Missing) : new(head.Seq + 1, AuditFaultKind.Inserted);
        if (!head.Hash.AsSpan().SequenceEqual(previous))
            return new(Entries, AuditFaultKind.HeadDiffers);
        return anchors.Keys.Any(seq => seq > Entries) ? new(Entries + 1, AuditFaultKind.BehindAnchor) : null;
    }
}
