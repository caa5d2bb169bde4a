using FundPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Accounts;

internal sealed class LegalEntityTable : IEntityTypeConfiguration<LegalEntity>
{
    public void Configure(EntityTypeBuilder<LegalEntity> entity)
    {
        entity.ToTable("LegalEntities");
        entity.Property(e => e.Path).HasMaxLength(200);
        entity.Property(e => e.Name).HasMaxLength(200);
        entity.Property(e => e.CreditCode).HasMaxLength(18);
        entity.HasIndex(e => e.PublicId).IsUnique();
        entity.HasIndex(e => e.Path);
        entity.HasOne<LegalEntity>().WithMany().HasForeignKey(e => e.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class BankTable : IEntityTypeConfiguration<Bank>
{
    public void Configure(EntityTypeBuilder<Bank> bank)
    {
        bank.ToTable("Banks");
        bank.Property(b => b.Name).HasMaxLength(200);
        bank.Property(b => b.Country).HasMaxLength(2);
        bank.HasIndex(b => b.PublicId).IsUnique();
    }
}

internal sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("Accounts");
        account.Property(a => a.Number).HasMaxLength(64);
        account.Property(a => a.Name).HasMaxLength(200);
        account.Property(a => a.CurrencyCode).HasMaxLength(3);
        account.Property(a => a.BankCode).HasMaxLength(12);
        account.Property(a => a.ShopCode).HasMaxLength(64);
        account.Ignore(a => a.Currency);
        account.Ignore(a => a.Details);
        account.ComplexProperty(
            a => a.Asked,
            asked =>
            {
                asked.Property(d => d.Number).HasMaxLength(64);
                asked.Property(d => d.BankCode).HasMaxLength(12);
                asked.Ignore(d => d.Details);
            }
        );
        account.HasIndex(a => a.PublicId).IsUnique();
        account
            .HasIndex(a => new
            {
                a.BankId,
                a.Number,
                a.CurrencyCode,
            })
            .IsUnique();
        account.HasIndex(a => a.Number);
        account.HasOne<LegalEntity>().WithMany().HasForeignKey(a => a.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        account.HasOne<Bank>().WithMany().HasForeignKey(a => a.BankId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AccountBalanceTable : IEntityTypeConfiguration<AccountBalance>
{
    public const int SourceLength = 64;

    public void Configure(EntityTypeBuilder<AccountBalance> balance)
    {
        balance.ToTable("AccountBalances");
        balance.Property(b => b.Source).HasMaxLength(SourceLength);
        balance.HasIndex(b => new
        {
            b.AccountId,
            b.Kind,
            b.AsOf,
            b.Id,
        });
        balance.HasIndex(b => b.ImportFileId);
        balance.HasOne<Account>().WithMany().HasForeignKey(b => b.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
