using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Channels;

internal sealed class ChannelTable : IEntityTypeConfiguration<Channel>
{
    public void Configure(EntityTypeBuilder<Channel> channel)
    {
        channel.ToTable("Channels");
        channel.Property(c => c.Name).HasMaxLength(Channel.MaxName);
        channel.Property(c => c.Address).HasMaxLength(500);
        channel.Property(c => c.Settings).HasMaxLength(4_000);
        channel.Property(c => c.Credentials).HasMaxLength(16_000);
        channel.Ignore(c => c.Capabilities);
        channel.HasIndex(c => c.PublicId).IsUnique();
        channel.HasIndex(c => c.Name).IsUnique();
    }
}

internal sealed class ChannelAccountTable : IEntityTypeConfiguration<ChannelAccount>
{
    public void Configure(EntityTypeBuilder<ChannelAccount> account)
    {
        account.ToTable("ChannelAccounts");
        account.HasKey(a => new { a.ChannelId, a.AccountId });
        account.Property(a => a.RemoteId).HasMaxLength(64);
        account.HasIndex(a => a.AccountId).IsUnique().HasFilter("\"IsForPayments\" = 1");
        account.HasOne<Channel>().WithMany().HasForeignKey(a => a.ChannelId).OnDelete(DeleteBehavior.Restrict);
        account.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ChannelHealthTable : IEntityTypeConfiguration<ChannelHealth>
{
    public void Configure(EntityTypeBuilder<ChannelHealth> health)
    {
        health.ToTable("ChannelHealth");
        health.HasKey(h => h.ChannelId);
        health.Property(h => h.ChannelId).ValueGeneratedNever();
        health.Property(h => h.LastCode).HasMaxLength(ChannelHealth.MaxCode);
        health.Property(h => h.LastText).HasMaxLength(ChannelHealth.MaxText);
        health.HasOne<Channel>().WithOne().HasForeignKey<ChannelHealth>(h => h.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ChannelIncidentTable : IEntityTypeConfiguration<ChannelIncident>
{
    public void Configure(EntityTypeBuilder<ChannelIncident> incident)
    {
        incident.ToTable("ChannelIncidents");
        incident.Property(i => i.Kind).HasMaxLength(32);
        incident.Property(i => i.Code).HasMaxLength(ChannelHealth.MaxCode);
        incident.Property(i => i.Text).HasMaxLength(ChannelHealth.MaxText);
        incident.HasIndex(i => new { i.ChannelId, i.LastAt });
        incident.HasOne<Channel>().WithMany().HasForeignKey(i => i.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}
