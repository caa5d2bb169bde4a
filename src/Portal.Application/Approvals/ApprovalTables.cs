using FundPortal.Application.Identity;
using FundPortal.Domain.Approvals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Approvals;

internal sealed class PolicyVersionTable : IEntityTypeConfiguration<PolicyVersion>
{
    public void Configure(EntityTypeBuilder<PolicyVersion> version)
    {
        version.ToTable("PolicyVersions");
        version.Property(v => v.ContentHash).HasMaxLength(32).IsFixedLength();
        version.Property(v => v.Comment).HasMaxLength(PolicyVersion.MaxComment);
        version.Property(v => v.Answer).HasMaxLength(PolicyVersion.MaxComment);
        version.HasIndex(v => v.PublicId).IsUnique();
        version.HasIndex(v => v.Number).IsUnique();
        // Two versions in force at once: the database itself says no. Both providers read brackets.
        version.HasIndex(v => v.State).IsUnique().HasFilter("[State] = 3");
        version.HasOne<Person>().WithMany().HasForeignKey(v => v.EditedBy).OnDelete(DeleteBehavior.Restrict);
        version.HasOne<Person>().WithMany().HasForeignKey(v => v.ProposedBy).OnDelete(DeleteBehavior.Restrict);
        version.HasOne<Person>().WithMany().HasForeignKey(v => v.ConfirmedBy).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ExchangeRateTable : IEntityTypeConfiguration<ExchangeRate>
{
    public void Configure(EntityTypeBuilder<ExchangeRate> rate)
    {
        rate.ToTable("ExchangeRates");
        rate.Property(r => r.FromCode).HasMaxLength(3);
        rate.Property(r => r.ToCode).HasMaxLength(3);
        rate.Property(r => r.Source).HasMaxLength(ExchangeRate.MaxSource);
        rate.HasIndex(r => r.PublicId).IsUnique();
        rate.HasIndex(r => new
        {
            r.FromCode,
            r.ToCode,
            r.Date,
            r.Id,
        });
        rate.HasOne<Person>().WithMany().HasForeignKey(r => r.EnteredBy).OnDelete(DeleteBehavior.Restrict);
        rate.HasOne<Person>().WithMany().HasForeignKey(r => r.ConfirmedBy).OnDelete(DeleteBehavior.Restrict);
    }
}
