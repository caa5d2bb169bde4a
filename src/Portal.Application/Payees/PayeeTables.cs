using FundPortal.Application.Payments;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Payees;

internal sealed class PayeeTable : IEntityTypeConfiguration<Payee>
{
    public void Configure(EntityTypeBuilder<Payee> payee)
    {
        payee.ToTable("Payees");
        payee.Property(p => p.Name).HasMaxLength(Payee.MaxName);
        payee.Property(p => p.CreditCode).HasMaxLength(CreditCodeCheck.Length);
        payee.Property(p => p.AccountKey).HasMaxLength(PaymentLimits.AccountNumber);
        payee.ComplexProperty(p => p.Details, BankDetailsColumns.Of);
        payee.HasIndex(p => p.PublicId).IsUnique();
        payee.HasIndex(p => p.AccountKey);
        payee.HasIndex(p => new { p.Name, p.Id });
        payee.HasOne<LegalEntity>().WithMany().HasForeignKey(p => p.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PayeeChangeTable : IEntityTypeConfiguration<PayeeChange>
{
    public void Configure(EntityTypeBuilder<PayeeChange> change)
    {
        change.ToTable("PayeeChanges");
        change.Property(c => c.Note).HasMaxLength(PayeeChange.MaxNote);
        change.Property(c => c.DecisionNote).HasMaxLength(PayeeChange.MaxNote);
        change.ComplexProperty(c => c.Was, BankDetailsColumns.Of);
        change.ComplexProperty(c => c.Wanted, BankDetailsColumns.Of);
        change.HasIndex(c => c.PublicId).IsUnique();
        // The database's own word on "one change waits at a time".
        change.HasIndex(c => c.PayeeId).IsUnique().HasFilter("\"State\" = 1").HasDatabaseName("IX_PayeeChanges_OnePending");
        change.HasIndex(c => new { c.PayeeId, c.Id });
        change.HasOne<Payee>().WithMany().HasForeignKey(c => c.PayeeId).OnDelete(DeleteBehavior.Restrict);
    }
}
