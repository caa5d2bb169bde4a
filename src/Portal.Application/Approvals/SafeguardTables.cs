using System.Text.Json;
using FundPortal.Application.Identity;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Approvals;

internal sealed class DelegationTable : IEntityTypeConfiguration<Delegation>
{
    public void Configure(EntityTypeBuilder<Delegation> delegation)
    {
        delegation.ToTable("Delegations");
        delegation.Property(d => d.Reason).HasMaxLength(Delegation.MaxReason);
        delegation.HasIndex(d => d.PublicId).IsUnique();
        delegation.HasIndex(d => new { d.ToId, d.LastDay });
        delegation.HasIndex(d => new { d.FromId, d.LastDay });
        delegation.HasOne<Person>().WithMany().HasForeignKey(d => d.FromId).OnDelete(DeleteBehavior.Restrict);
        delegation.HasOne<Person>().WithMany().HasForeignKey(d => d.ToId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PaymentStopTable : IEntityTypeConfiguration<PaymentStop>
{
    public void Configure(EntityTypeBuilder<PaymentStop> stop)
    {
        stop.ToTable("PaymentStops");
        stop.Property(s => s.Reason).HasMaxLength(PaymentStop.MaxReason);
        stop.Ignore(s => s.Stands);
        stop.HasIndex(s => s.PublicId).IsUnique();
        stop.HasIndex(s => s.LiftedAt);
        stop.HasOne<LegalEntity>().WithMany().HasForeignKey(s => s.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        stop.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Restrict);
        stop.HasOne<Person>().WithMany().HasForeignKey(s => s.StoppedBy).OnDelete(DeleteBehavior.Restrict);
        stop.HasOne<Person>().WithMany().HasForeignKey(s => s.LiftAskedBy).OnDelete(DeleteBehavior.Restrict);
        stop.HasOne<Person>().WithMany().HasForeignKey(s => s.LiftedBy).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PaymentLimitTable : IEntityTypeConfiguration<PaymentLimit>
{
    private const int MaxTerms = 4_000;

    public void Configure(EntityTypeBuilder<PaymentLimit> limit)
    {
        limit.ToTable("PaymentLimits");
        limit.Property(l => l.Name).HasMaxLength(PaymentLimit.MaxName);
        limit.Property(l => l.Terms).HasConversion(terms => Write(terms!), stored => Read(stored)).HasMaxLength(MaxTerms);
        limit.Property(l => l.Proposed).HasConversion(terms => Write(terms!), stored => Read(stored)).HasMaxLength(MaxTerms);
        limit.Ignore(l => l.IsPending);
        limit.Ignore(l => l.IsInForce);
        limit.HasIndex(l => l.PublicId).IsUnique();
        limit.HasIndex(l => l.PersonId);
        limit.HasIndex(l => l.AccountId);
        limit.HasIndex(l => l.PayeeId);
        limit.HasOne<Person>().WithMany().HasForeignKey(l => l.PersonId).OnDelete(DeleteBehavior.Restrict);
        limit.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountId).OnDelete(DeleteBehavior.Restrict);
        limit.HasOne<Payee>().WithMany().HasForeignKey(l => l.PayeeId).OnDelete(DeleteBehavior.Restrict);
        limit.HasOne<Person>().WithMany().HasForeignKey(l => l.ProposedBy).OnDelete(DeleteBehavior.Restrict);
        limit.HasOne<Person>().WithMany().HasForeignKey(l => l.DecidedBy).OnDelete(DeleteBehavior.Restrict);
    }

    private static string Write(LimitTerms terms) => JsonSerializer.Serialize(terms, JsonSerializerOptions.Web);

    private static LimitTerms Read(string stored) => JsonSerializer.Deserialize<LimitTerms>(stored, JsonSerializerOptions.Web)!;
}
