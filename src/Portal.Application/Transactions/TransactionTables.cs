using FundPortal.Application.Identity;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Transactions;

internal sealed class BankTransactionTable : IEntityTypeConfiguration<BankTransaction>
{
    /// <summary>What an import keeps of a text; the raw line keeps all of it.</summary>
    public const int TextLength = 1000;

    public void Configure(EntityTypeBuilder<BankTransaction> transaction)
    {
        transaction.ToTable("Transactions");
        transaction.Property(t => t.BankType).HasMaxLength(100);
        transaction.Property(t => t.Counterparty).HasMaxLength(200);
        transaction.Property(t => t.CounterpartyAccount).HasMaxLength(64);
        transaction.Property(t => t.Text).HasMaxLength(TextLength);
        transaction.Property(t => t.BankReference).HasMaxLength(100);
        transaction.Property(t => t.EndToEndId).HasMaxLength(100);
        transaction.Property(t => t.DuplicateKey).HasMaxLength(32).IsFixedLength();
        transaction.HasIndex(t => new { t.AccountId, t.DuplicateKey }).IsUnique();
        transaction
            .HasIndex(t => new
            {
                t.AccountId,
                t.BookedAt,
                t.Id,
                // Last, so that sums over a stretch of an account read the index alone.
                t.AmountMinor,
            })
            .IsDescending(false, true, true, false);
        transaction
            .HasIndex(t => new
            {
                t.BookedAt,
                t.Id,
                // Last, so that rows of other accounts are passed over within the index.
                t.AccountId,
                t.AmountMinor,
            })
            .IsDescending(true, true, false, false);
        transaction.HasIndex(t => t.ImportFileId);
        transaction.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<ImportFile>().WithMany().HasForeignKey(t => t.ImportFileId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TransactionSourceTable : IEntityTypeConfiguration<TransactionSource>
{
    public void Configure(EntityTypeBuilder<TransactionSource> source)
    {
        source.ToTable("TransactionSources");
        source.HasKey(s => s.TransactionId);
        source.Property(s => s.TransactionId).ValueGeneratedNever();
        source.HasOne<BankTransaction>().WithOne().HasForeignKey<TransactionSource>(s => s.TransactionId);
    }
}

internal sealed class DailyTotalTable : IEntityTypeConfiguration<DailyTotal>
{
    public void Configure(EntityTypeBuilder<DailyTotal> total)
    {
        total.ToTable("DailyTotals");
        total.HasKey(t => new
        {
            t.AccountId,
            t.Kind,
            t.Day,
        });
        total.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SavedViewTable : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> view)
    {
        view.ToTable("SavedViews");
        view.Property(v => v.Name).HasMaxLength(SavedView.MaxName);
        view.Property(v => v.Query).HasMaxLength(SavedView.MaxQuery);
        view.HasIndex(v => new { v.PersonId, v.Name }).IsUnique();
        view.HasIndex(v => v.PublicId).IsUnique();
        view.HasOne<Person>().WithMany().HasForeignKey(v => v.PersonId);
    }
}
