using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.OpenApi.Sandbox;

internal sealed class SandboxAccountTable : IEntityTypeConfiguration<SandboxAccount>
{
    public void Configure(EntityTypeBuilder<SandboxAccount> account)
    {
        account.ToTable("SandboxAccounts");
        account.Property(a => a.Name).HasMaxLength(100);
        account.Property(a => a.Number).HasMaxLength(64);
        account.Property(a => a.CurrencyCode).HasMaxLength(3).IsFixedLength();
        account.Ignore(a => a.Currency);
        account.HasIndex(a => a.PublicId).IsUnique();
        // Two first calls at once make the accounts once.
        account.HasIndex(a => new { a.ClientId, a.Number }).IsUnique();
        account.HasOne<ApiClient>().WithMany().HasForeignKey(a => a.ClientId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SandboxEntryTable : IEntityTypeConfiguration<SandboxEntry>
{
    public void Configure(EntityTypeBuilder<SandboxEntry> entry)
    {
        entry.ToTable("SandboxEntries");
        entry.Property(e => e.Counterparty).HasMaxLength(PaymentLimits.Name);
        entry.Property(e => e.CounterpartyAccount).HasMaxLength(PaymentLimits.AccountNumber);
        entry.Property(e => e.Text).HasMaxLength(1_000);
        entry.Property(e => e.EndToEndId).HasMaxLength(100);
        entry
            .HasIndex(e => new
            {
                e.AccountId,
                e.BookedAt,
                e.Id,
            })
            .IsDescending(false, true, true);
        entry.HasOne<SandboxAccount>().WithMany().HasForeignKey(e => e.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SandboxPaymentTable : IEntityTypeConfiguration<SandboxPayment>
{
    public void Configure(EntityTypeBuilder<SandboxPayment> payment)
    {
        payment.ToTable("SandboxPayments");
        payment.Property(p => p.Key).HasMaxLength(ApiFiling.MaxKey);
        payment.Property(p => p.RequestHash).HasMaxLength(32);
        payment.Property(p => p.ExternalRef).HasMaxLength(PaymentLimits.Reference);
        payment.Property(p => p.PayeeName).HasMaxLength(PaymentLimits.Name);
        payment.Property(p => p.PayeeNumber).HasMaxLength(PaymentLimits.AccountNumber);
        payment.Property(p => p.Purpose).HasMaxLength(PaymentLimits.Purpose);
        payment.Ignore(p => p.State);
        payment.Ignore(p => p.MayBeCancelled);
        payment.Ignore(p => p.Timetable);
        payment.HasIndex(p => p.PublicId).IsUnique();
        payment.HasIndex(p => new { p.ClientId, p.Key }).IsUnique();
        payment.HasIndex(p => new { p.ClientId, p.ExternalRef }).IsUnique();
        payment.HasIndex(p => p.NextAt);
        payment.HasOne<SandboxAccount>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
