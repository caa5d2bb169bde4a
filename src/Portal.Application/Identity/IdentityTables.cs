using FundPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Identity;

internal sealed class PersonTable : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> person)
    {
        person.ToTable("People");
        person.HasQueryFilter(p => !p.IsProgram);
        person.Property(p => p.DisplayName).HasMaxLength(100);
        person.Property(p => p.Language).HasMaxLength(10);
        person.Property(p => p.TotpSecret).HasMaxLength(1024);
        person.Property(p => p.PendingTotpSecret).HasMaxLength(1024);
    }
}

internal sealed class PersonRoleTable : IEntityTypeConfiguration<PersonRole>
{
    public void Configure(EntityTypeBuilder<PersonRole> role)
    {
        role.ToTable("PersonRoles");
        role.HasKey(r => new { r.PersonId, r.Role });
        role.HasOne<Person>().WithMany().HasForeignKey(r => r.PersonId);
    }
}

internal sealed class ScopeGrantTable : IEntityTypeConfiguration<ScopeGrant>
{
    public void Configure(EntityTypeBuilder<ScopeGrant> grant)
    {
        grant.ToTable("ScopeGrants");
        grant.HasOne<Person>().WithMany().HasForeignKey(g => g.PersonId);
        grant.HasOne<LegalEntity>().WithMany().HasForeignKey(g => g.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        grant.HasOne<Account>().WithMany().HasForeignKey(g => g.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SignInSessionTable : IEntityTypeConfiguration<SignInSession>
{
    public void Configure(EntityTypeBuilder<SignInSession> session)
    {
        session.ToTable("SignInSessions");
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.SecurityStamp).HasMaxLength(64);
        session.Property(s => s.Address).HasMaxLength(64);
        session.Property(s => s.UserAgent).HasMaxLength(300);
        session.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId);
        session.HasIndex(s => new { s.PersonId, s.EndedAt });
    }
}

internal sealed class RecoveryCodeTable : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.ToTable("RecoveryCodes");
        code.Property(c => c.Salt).HasMaxLength(16).IsFixedLength();
        code.Property(c => c.Hash).HasMaxLength(32).IsFixedLength();
        code.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId);
    }
}

internal sealed class TryCountTable : IEntityTypeConfiguration<TryCount>
{
    public void Configure(EntityTypeBuilder<TryCount> count)
    {
        count.ToTable("TryCounts");
        // No foreign key: names that nobody has are counted too, so that they cost the same.
        count.HasKey(c => new { c.PersonId, c.Source });
        count.Property(c => c.Source).HasMaxLength(80);
    }
}
