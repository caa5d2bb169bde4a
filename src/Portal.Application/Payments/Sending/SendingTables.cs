using FundPortal.Domain.Channels;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Payments.Sending;

internal sealed class PaymentInstructionTable : IEntityTypeConfiguration<PaymentInstruction>
{
    public void Configure(EntityTypeBuilder<PaymentInstruction> order)
    {
        order.ToTable("PaymentInstructions");
        order.Property(o => o.EndToEndId).HasMaxLength(EndToEndId.Length);
        order.Property(o => o.RemoteId).HasMaxLength(64);
        order.Property(o => o.CurrencyCode).HasMaxLength(3);
        order.Property(o => o.Purpose).HasMaxLength(PaymentLimits.Purpose);
        order.Property(o => o.BankReference).HasMaxLength(64);
        order.Property(o => o.BankCode).HasMaxLength(64);
        order.Property(o => o.BankText).HasMaxLength(PaymentInstruction.MaxText);
        order.ComplexProperty(o => o.To, BankDetailsColumns.Of);
        order.Ignore(o => o.Amount);
        order.Ignore(o => o.IsFinal);
        // The database's own word on "one order, one reference".
        order.HasIndex(o => o.EndToEndId).IsUnique();
        order.HasIndex(o => new { o.PaymentId, o.LineNumber }).IsUnique();
        order.HasIndex(o => new { o.State, o.NextAt });
        order.HasIndex(o => new
        {
            o.AccountId,
            o.State,
            o.SettledOn,
        });
        order.HasOne<Payment>().WithMany().HasForeignKey(o => o.PaymentId).OnDelete(DeleteBehavior.Restrict);
        order.HasOne<Channel>().WithMany().HasForeignKey(o => o.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BankMessageTable : IEntityTypeConfiguration<BankMessage>
{
    public void Configure(EntityTypeBuilder<BankMessage> message)
    {
        message.ToTable("BankMessages");
        message.Property(m => m.Call).HasMaxLength(BankMessage.MaxCall);
        message.Property(m => m.Outcome).HasMaxLength(BankMessage.MaxOutcome);
        message.Property(m => m.Request).HasMaxLength(Channels.Exchange.MaxText);
        message.Property(m => m.Response).HasMaxLength(Channels.Exchange.MaxText);
        message.HasIndex(m => new { m.InstructionId, m.Id });
        message.HasOne<PaymentInstruction>().WithMany().HasForeignKey(m => m.InstructionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PaymentCorrectionTable : IEntityTypeConfiguration<PaymentCorrection>
{
    public void Configure(EntityTypeBuilder<PaymentCorrection> correction)
    {
        correction.ToTable("PaymentCorrections");
        correction.Property(c => c.Evidence).HasMaxLength(PaymentCorrection.MaxEvidence);
        correction.Property(c => c.DecisionNote).HasMaxLength(PaymentLimits.Comment);
        correction.HasIndex(c => c.PublicId).IsUnique();
        // One waits at a time.
        correction.HasIndex(c => c.InstructionId).IsUnique().HasFilter("\"State\" = 1");
        // The filtered one does not find those that were decided.
        correction.HasIndex(c => new { c.InstructionId, c.Id });
        correction.HasOne<PaymentInstruction>().WithMany().HasForeignKey(c => c.InstructionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SendingArmingTable : IEntityTypeConfiguration<SendingArming>
{
    public void Configure(EntityTypeBuilder<SendingArming> arming)
    {
        arming.ToTable("SendingArmings");
        arming.Property(a => a.Fingerprint).HasMaxLength(64);
        arming.Property(a => a.Host).HasMaxLength(Installation.MaxHost);
        arming.Property(a => a.EndReason).HasMaxLength(SendingArming.MaxReason);
        arming.HasIndex(a => a.PublicId).IsUnique();
        arming.HasIndex(a => new { a.ChannelId, a.Fingerprint });
        arming.HasOne<Channel>().WithMany().HasForeignKey(a => a.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DatabaseIdentityTable : IEntityTypeConfiguration<DatabaseIdentity>
{
    public void Configure(EntityTypeBuilder<DatabaseIdentity> identity)
    {
        identity.ToTable("DatabaseIdentity");
        identity.Property(i => i.Id).ValueGeneratedNever();
    }
}
