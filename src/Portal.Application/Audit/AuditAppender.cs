using System.Text;
using FundPortal.Application.Data;
using FundPortal.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Audit;

/// <summary>Links pending entries to the chain inside the running transaction. The head row is locked first, so writers cannot fork the chain.</summary>
internal static class AuditAppender
{
    public static async Task AppendAsync(PortalDbContext db, IReadOnlyList<PendingAuditEntry> pending, CancellationToken ct)
    {
        if (pending.Count == 0)
            return;
        // A set-based update on purpose: it takes the row's lock on SQL Server before the head is read (SQLite holds its write lock already).
        await db.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(head => head.Seq, head => head.Seq), ct);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(ct);
        var (seq, previous) = (head.Seq, head.Hash);
        foreach (var item in pending)
        {
            var entry = new AuditEntry
            {
                Seq = ++seq,
                At = WholeMilliseconds(item.At),
                ActorId = item.ActorId,
                ActorName = Storable(item.ActorName),
                Address = item.Address is null ? null : Storable(item.Address),
                Action = item.Action,
                Subject = Storable(item.Subject),
                Data = Storable(item.Data),
                PreviousHash = previous,
                Hash = [],
            };
            previous = entry.Hash = AuditChain.HashOf(entry);
            db.AuditEntries.Add(entry);
        }
        await db.AuditHeads.ExecuteUpdateAsync(set => set.SetProperty(h => h.Seq, seq).SetProperty(h => h.Hash, previous), ct);
    }

    /// <summary>SQLite's UTF-8 cannot keep a lone surrogate, so it is replaced before the hash is taken, not after.</summary>
    private static string Storable(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
            return text;
        var runes = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            runes.Append(rune);
        return runes.ToString();
    }

    private static DateTime WholeMilliseconds(DateTime at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
}
