using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Audit;

public enum AnchorVerdict
{
    /// <summary>The chain has this entry with this hash.</summary>
    Agrees,

    /// <summary>The entry has another hash: the chain was written anew since the statement was made, or the anchor is not of this portal.</summary>
    Differs,

    /// <summary>The chain has no such entry: its tail was cut since, or the anchor is not of this portal.</summary>
    NotThere,
}

/// <summary>Compares the number and hash that are printed on an exported statement with the chain. Whether the chain itself is whole says <see cref="VerifyAudit"/>.</summary>
public sealed class CheckAnchor(PortalDbContext db) : IUseCase<CheckAnchor.Query, AnchorVerdict>
{
    /// <param name="Seq">1 or more.</param>
    /// <param name="Hash">64 hexadecimal digits; blanks and case do not matter.</param>
    public sealed record Query(long Seq, string Hash);

    private const int HashBytes = 32;

    public async Task<Result<AnchorVerdict>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit))
            return Refusal.Forbidden;
        if (input.Seq < 1)
            return Refusal.Invalid("seq", "number_wrong");
        var typed = new byte[HashBytes];
        var digits = string.Concat(input.Hash.Where(c => !char.IsWhiteSpace(c)));
        if (digits.Length != 2 * HashBytes || Convert.FromHexString(digits, typed, out _, out _) != System.Buffers.OperationStatus.Done)
            return Refusal.Invalid("hash", "hash_wrong");
        var entry = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.Seq == input.Seq)
            .Select(e => new { e.Hash })
            .SingleOrDefaultAsync(ct);
        if (entry is null)
            return AnchorVerdict.NotThere;
        return entry.Hash.AsSpan().SequenceEqual(typed) ? AnchorVerdict.Agrees : AnchorVerdict.Differs;
    }
}
