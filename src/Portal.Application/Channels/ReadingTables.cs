using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Channels;

internal sealed class ReadingTurnTable : IEntityTypeConfiguration<ReadingTurn>
{
    public void Configure(EntityTypeBuilder<ReadingTurn> turn)
    {
        turn.ToTable("ReadingTurns");
        turn.HasKey(t => t.ChannelId);
        turn.Property(t => t.ChannelId).ValueGeneratedNever();
        turn.HasOne<Channel>().WithOne().HasForeignKey<ReadingTurn>(t => t.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ChannelCursorTable : IEntityTypeConfiguration<ChannelCursor>
{
    public void Configure(EntityTypeBuilder<ChannelCursor> cursor)
    {
        cursor.ToTable("ChannelCursors");
        cursor.HasKey(c => new { c.ChannelId, c.AccountId });
        cursor.Property(c => c.Cursor).HasMaxLength(ChannelCursor.MaxCursor);
        cursor.HasOne<Channel>().WithMany().HasForeignKey(c => c.ChannelId).OnDelete(DeleteBehavior.Restrict);
        cursor.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DayProofTable : IEntityTypeConfiguration<DayProof>
{
    public void Configure(EntityTypeBuilder<DayProof> proof)
    {
        proof.ToTable("DayProofs");
        proof.HasKey(p => new
        {
            p.AccountId,
            p.Day,
            p.ChannelId,
        });
        proof.Ignore(p => p.DriftMinor);
        proof.HasIndex(p => p.Day);
        proof.HasOne<Channel>().WithMany().HasForeignKey(p => p.ChannelId).OnDelete(DeleteBehavior.Restrict);
        proof.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DayDifferenceTable : IEntityTypeConfiguration<DayDifference>
{
    public void Configure(EntityTypeBuilder<DayDifference> difference)
    {
        difference.ToTable("DayDifferences");
        difference.Property(d => d.Before).HasMaxLength(DayDifference.MaxRow);
        difference.Property(d => d.After).HasMaxLength(DayDifference.MaxRow);
        difference.HasIndex(d => new { d.AccountId, d.Day });
        difference.HasOne<Channel>().WithMany().HasForeignKey(d => d.ChannelId).OnDelete(DeleteBehavior.Restrict);
        difference.HasOne<Account>().WithMany().HasForeignKey(d => d.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DoubtfulEntryTable : IEntityTypeConfiguration<DoubtfulEntry>
{
    public void Configure(EntityTypeBuilder<DoubtfulEntry> entry)
    {
        entry.ToTable("DoubtfulEntries");
        entry.Property(e => e.DuplicateKey).HasMaxLength(32).IsFixedLength();
        entry.Property(e => e.Row).HasMaxLength(DayDifference.MaxRow);
        entry.HasIndex(e => new { e.AccountId, e.DuplicateKey }).IsUnique();
        entry.HasIndex(e => new { e.AccountId, e.Day });
        entry.HasOne<Channel>().WithMany().HasForeignKey(e => e.ChannelId).OnDelete(DeleteBehavior.Restrict);
        entry.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ChannelTrialTable : IEntityTypeConfiguration<ChannelTrial>
{
    public void Configure(EntityTypeBuilder<ChannelTrial> trial)
    {
        trial.ToTable("ChannelTrials");
        trial.HasKey(t => new { t.ChannelId, t.Kind });
        trial.Property(t => t.Settings).HasMaxLength(64);
        trial.Property(t => t.Text).HasMaxLength(ChannelTrial.MaxText);
        trial.HasOne<Channel>().WithMany().HasForeignKey(t => t.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}
