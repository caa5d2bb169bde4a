using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Importing;

internal sealed class ImportFileTable : IEntityTypeConfiguration<ImportFile>
{
    public void Configure(EntityTypeBuilder<ImportFile> file)
    {
        file.ToTable("ImportFiles");
        file.Property(f => f.FileName).HasMaxLength(260);
        file.Property(f => f.Format).HasMaxLength(40);
        file.Property(f => f.Sha256).HasMaxLength(64);
        file.Property(f => f.ImportedByName).HasMaxLength(200);
        file.HasIndex(f => f.PublicId).IsUnique();
        file.HasIndex(f => f.Sha256);
        file.HasOne<Channel>().WithMany().HasForeignKey(f => f.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ImportedStatementTable : IEntityTypeConfiguration<ImportedStatement>
{
    public void Configure(EntityTypeBuilder<ImportedStatement> statement)
    {
        statement.ToTable("ImportedStatements");
        statement.HasIndex(s => new { s.AccountId, s.From });
        statement.HasIndex(s => s.ImportFileId);
        statement.HasOne<ImportFile>().WithMany().HasForeignKey(s => s.ImportFileId).OnDelete(DeleteBehavior.Restrict);
        statement.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
