using System.Text.Json;
using FundPortal.Application.Identity;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Payments;

internal sealed class PaymentTable : IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<Payment> payment)
    {
        payment.ToTable("Payments");
        payment.Property(p => p.CurrencyCode).HasMaxLength(3);
        payment.Property(p => p.Purpose).HasMaxLength(PaymentLimits.Purpose);
        payment.Property(p => p.Reference).HasMaxLength(PaymentLimits.Reference);
        payment.Property(p => p.DuplicateReason).HasMaxLength(PaymentLimits.Comment);
        payment.Property(p => p.ReferenceHeld).HasMaxLength(PaymentLimits.Reference + 20);
        payment.Property(p => p.PayerNumber).HasMaxLength(PaymentLimits.AccountNumber);
        payment.Property(p => p.ContentHash).HasMaxLength(32);
        payment.Property(p => p.HoldReason).HasMaxLength(PaymentLimits.Comment);
        payment.ComplexProperty(p => p.To, BankDetailsColumns.Of);
        payment.Ignore(p => p.Currency);
        payment.Ignore(p => p.Amount);
        payment.Ignore(p => p.Route);
        payment.Ignore(p => p.Standing);
        payment.Ignore(p => p.Signing);
        payment.HasIndex(p => p.PublicId).IsUnique();
        // One payment holds a business reference; a second one needs a reason, and then holds none.
        payment.HasIndex(p => p.ReferenceHeld).IsUnique();
        payment.HasIndex(p => p.Reference);
        payment.HasIndex(p => p.ReissueOf);
        payment.HasIndex(p => new { p.AccountId, p.Id });
        payment.HasIndex(p => new { p.State, p.Id });
        payment.HasIndex(p => new { p.State, p.SendAt });
        payment.HasIndex(p => new { p.LimitDay, p.AccountId });
        payment.HasIndex(p => new { p.PayeeId, p.LimitDay });
        payment.HasIndex(p => p.BatchId);
        payment.HasIndex(p => p.DueAt);
        payment.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.Restrict);
        payment.HasOne<Account>().WithMany().HasForeignKey(p => p.ToAccountId).OnDelete(DeleteBehavior.Restrict);
        payment.HasOne<Person>().WithMany().HasForeignKey(p => p.MakerId).OnDelete(DeleteBehavior.Restrict);
        payment.HasOne<Payee>().WithMany().HasForeignKey(p => p.PayeeId).OnDelete(DeleteBehavior.Restrict);
        payment.HasOne<PolicyVersion>().WithMany().HasForeignKey(p => p.PolicyVersionId).OnDelete(DeleteBehavior.Restrict);
        payment.HasMany(p => p.Lines).WithOne().HasForeignKey("PaymentId").IsRequired();
        payment.HasMany(p => p.Hands).WithOne().HasForeignKey("PaymentId").IsRequired().OnDelete(DeleteBehavior.Restrict);
        payment.HasMany(p => p.Levels).WithOne().HasForeignKey("PaymentId").IsRequired().OnDelete(DeleteBehavior.Restrict);
        payment.HasMany(p => p.Signatures).WithOne().HasForeignKey("PaymentId").IsRequired().OnDelete(DeleteBehavior.Restrict);
        payment.HasMany(p => p.Events).WithOne().HasForeignKey("PaymentId").IsRequired().OnDelete(DeleteBehavior.Restrict);
    }
}

internal static class BankDetailsColumns
{
    public static void Of(ComplexPropertyBuilder<BankDetails> details)
    {
        details.Property(d => d.AccountName).HasMaxLength(PaymentLimits.Name);
        details.Property(d => d.AccountNumber).HasMaxLength(PaymentLimits.AccountNumber);
        details.Property(d => d.BankName).HasMaxLength(PaymentLimits.Name);
        details.Property(d => d.BankCode).HasMaxLength(12);
        details.Property(d => d.Country).HasMaxLength(2);
    }
}

internal sealed class PaymentLineTable : IEntityTypeConfiguration<PaymentLine>
{
    public void Configure(EntityTypeBuilder<PaymentLine> line)
    {
        line.ToTable("PaymentLines");
        line.Property(l => l.Remark).HasMaxLength(PaymentLimits.Purpose);
        line.ComplexProperty(l => l.To, BankDetailsColumns.Of);
        line.HasIndex("PaymentId", nameof(PaymentLine.Number)).IsUnique();
    }
}

internal sealed class PaymentHandTable : IEntityTypeConfiguration<PaymentHand>
{
    public void Configure(EntityTypeBuilder<PaymentHand> hand)
    {
        hand.ToTable("PaymentHands");
        hand.HasIndex("PaymentId", nameof(PaymentHand.PersonId), nameof(PaymentHand.Part)).IsUnique();
    }
}

internal sealed class PaymentLevelTable : IEntityTypeConfiguration<PaymentLevel>
{
    public void Configure(EntityTypeBuilder<PaymentLevel> level)
    {
        level.ToTable("PaymentLevels");
        level.Ignore(l => l.Signing);
        level
            .Property(l => l.Rule)
            .HasConversion(rule => JsonSerializer.Serialize(rule, JsonSerializerOptions.Web), stored => ReadRule(stored));
        level.HasIndex("PaymentId", nameof(PaymentLevel.RouteNumber), nameof(PaymentLevel.Ordinal)).IsUnique();
        level.HasMany(l => l.Signers).WithOne().HasForeignKey("LevelId").IsRequired().OnDelete(DeleteBehavior.Restrict);
    }

    internal static RouteLevel ReadRule(string stored) => JsonSerializer.Deserialize<RouteLevel>(stored, JsonSerializerOptions.Web)!;
}

internal sealed class LevelSignerTable : IEntityTypeConfiguration<LevelSigner>
{
    public void Configure(EntityTypeBuilder<LevelSigner> signer)
    {
        signer.ToTable("PaymentLevelSigners");
        signer.HasIndex(s => s.PersonId);
    }
}

internal sealed class SignatureTable : IEntityTypeConfiguration<Signature>
{
    public void Configure(EntityTypeBuilder<Signature> signature)
    {
        signature.ToTable("Signatures");
        signature.Property(s => s.Address).HasMaxLength(64);
        signature.Property(s => s.ContentHash).HasMaxLength(32);
        signature.Property(s => s.Comment).HasMaxLength(PaymentLimits.Comment);
        // The database's own word on "nobody signs two levels", beneath the domain's.
        signature
            .HasIndex("PaymentId", nameof(Signature.RouteNumber), nameof(Signature.PersonId))
            .IsUnique()
            .HasFilter("\"WithdrawnAt\" IS NULL");
        // The filtered one does not find a payment's signatures: some of them may be withdrawn.
        signature.HasIndex("PaymentId");
    }
}

internal sealed class PaymentEventTable : IEntityTypeConfiguration<PaymentEvent>
{
    public void Configure(EntityTypeBuilder<PaymentEvent> step)
    {
        step.ToTable("PaymentEvents");
        step.Property(e => e.Address).HasMaxLength(64);
        step.Property(e => e.Note).HasMaxLength(PaymentLimits.Comment);
        step.Property(e => e.BankCode).HasMaxLength(64);
        step.HasIndex("PaymentId", nameof(PaymentEvent.Number)).IsUnique();
    }
}

internal sealed class PaymentDraftTable : IEntityTypeConfiguration<PaymentDraft>
{
    public void Configure(EntityTypeBuilder<PaymentDraft> draft)
    {
        draft.ToTable("PaymentDrafts");
        draft.HasKey(d => new { d.PersonId, d.Device });
        draft.Property(d => d.Device).HasMaxLength(PaymentDraft.MaxDevice);
        draft.Property(d => d.Form).HasMaxLength(PaymentDraft.MaxForm);
        draft.HasOne<Person>().WithMany().HasForeignKey(d => d.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
