using FundPortal.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Audit;

/// <summary>The one row that says where the chain ends; its lock puts writers in order.</summary>
public sealed class AuditHead
{
    public int Id { get; set; }

    public long Seq { get; set; }

    public required byte[] Hash { get; set; }
}

internal sealed class AuditEntryTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("AuditEntries");
        entry.HasKey(e => e.Seq);
        entry.Property(e => e.Seq).ValueGeneratedNever();
        entry.Property(e => e.ActorName).HasMaxLength(200);
        entry.Property(e => e.Address).HasMaxLength(64);
        entry.Property(e => e.Action).HasMaxLength(64);
        entry.Property(e => e.Subject).HasMaxLength(200);
        entry.Property(e => e.PreviousHash).HasMaxLength(32).IsFixedLength();
        entry.Property(e => e.Hash).HasMaxLength(32).IsFixedLength();
        entry.HasIndex(e => new { e.Action, e.Seq });
        entry.HasIndex(e => new { e.ActorId, e.Seq });
        entry.HasIndex(e => new { e.Subject, e.Seq });
        entry.HasIndex(e => new { e.At, e.Seq });
    }
}

internal sealed class AuditHeadTable : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> head)
    {
        head.ToTable("AuditHead");
        head.Property(h => h.Id).ValueGeneratedNever();
        head.Property(h => h.Hash).HasMaxLength(32).IsFixedLength();
        head.HasData(
            new AuditHead
            {
                Id = 1,
                Seq = 0,
                Hash = AuditChain.Genesis,
            }
        );
    }
}
