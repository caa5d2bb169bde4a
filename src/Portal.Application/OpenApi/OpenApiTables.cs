using FundPortal.Application.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.OpenApi;

internal sealed class ApiClientTable : IEntityTypeConfiguration<ApiClient>
{
    public void Configure(EntityTypeBuilder<ApiClient> client)
    {
        client.ToTable("ApiClients");
        client.Property(c => c.Id).ValueGeneratedNever();
        client.Property(c => c.Name).HasMaxLength(ApiClient.MaxName);
        client.Property(c => c.Flag).HasMaxLength(ApiClient.MaxFlag);
        client.Property(c => c.KeyHash).HasMaxLength(32);
        client.Property(c => c.KeyHint).HasMaxLength(20);
        client.Property(c => c.PermissionList).HasMaxLength(200);
        client.Property(c => c.AddressList).HasMaxLength(4_000);
        client.Property(c => c.Language).HasMaxLength(10);
        client.Property(c => c.CertificateHash).HasMaxLength(32);
        client.Ignore(c => c.Permissions);
        client.Ignore(c => c.Addresses);
        client.HasIndex(c => c.Name).IsUnique();
        client.HasIndex(c => c.Flag).IsUnique();
        client.HasIndex(c => c.KeyHash).IsUnique();
        client.HasOne<Person>().WithOne().HasForeignKey<ApiClient>(c => c.Id).OnDelete(DeleteBehavior.Restrict);
        client.HasOne<Person>().WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
        client.HasMany(c => c.Secrets).WithOne().HasForeignKey("ClientId").IsRequired().OnDelete(DeleteBehavior.Restrict);
        client.HasMany(c => c.Holders).WithOne().HasForeignKey("ClientId").IsRequired().OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApiSecretTable : IEntityTypeConfiguration<ApiSecret>
{
    public void Configure(EntityTypeBuilder<ApiSecret> secret)
    {
        secret.ToTable("ApiSecrets");
        secret.Property(s => s.Value).HasMaxLength(1_024);
    }
}

internal sealed class ApiSecretHolderTable : IEntityTypeConfiguration<ApiSecretHolder>
{
    public void Configure(EntityTypeBuilder<ApiSecretHolder> holder)
    {
        holder.ToTable("ApiSecretHolders");
        holder.HasIndex("ClientId", nameof(ApiSecretHolder.PersonId)).IsUnique();
        holder.HasOne<Person>().WithMany().HasForeignKey(h => h.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ApiCallTable : IEntityTypeConfiguration<ApiCall>
{
    public void Configure(EntityTypeBuilder<ApiCall> call)
    {
        call.ToTable("ApiCalls");
        call.Property(c => c.Method).HasMaxLength(ApiCall.MaxMethod);
        call.Property(c => c.Address).HasMaxLength(64);
        call.Property(c => c.Parameters).HasMaxLength(ApiCall.MaxParameters);
        call.Property(c => c.Code).HasMaxLength(ApiCall.MaxCode);
        call.Property(c => c.RequestId).HasMaxLength(ApiCall.MaxRequestId);
        call.HasIndex(c => new { c.At, c.Id });
        call.HasIndex(c => new
        {
            c.ClientId,
            c.At,
            c.Id,
        });
        call.HasIndex(c => c.RequestId);
    }
}

internal sealed class ApiFilingTable : IEntityTypeConfiguration<ApiFiling>
{
    public void Configure(EntityTypeBuilder<ApiFiling> filing)
    {
        filing.ToTable("ApiFilings");
        filing.Property(f => f.Key).HasMaxLength(ApiFiling.MaxKey);
        filing.Property(f => f.ExternalRef).HasMaxLength(Domain.Payments.PaymentLimits.Reference);
        filing.Property(f => f.RequestHash).HasMaxLength(32);
        filing.HasIndex(f => new { f.ClientId, f.Key }).IsUnique();
        filing.HasIndex(f => new { f.ClientId, f.ExternalRef }).IsUnique();
        filing.HasIndex(f => f.PaymentId).IsUnique();
        filing.HasOne<ApiClient>().WithMany().HasForeignKey(f => f.ClientId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SpentNonceTable : IEntityTypeConfiguration<SpentNonce>
{
    public void Configure(EntityTypeBuilder<SpentNonce> nonce)
    {
        nonce.ToTable("SpentNonces");
        nonce.HasKey(n => new { n.ClientId, n.Nonce });
        nonce.Property(n => n.Nonce).HasMaxLength(SpentNonce.MaxNonce);
        nonce.HasIndex(n => n.GoodUntil);
    }
}

internal sealed class ApiHourTable : IEntityTypeConfiguration<ApiHour>
{
    public void Configure(EntityTypeBuilder<ApiHour> hour)
    {
        hour.ToTable("ApiHours");
        hour.HasKey(h => new { h.ClientId, h.Hour });
        hour.HasIndex(h => h.Hour);
    }
}

internal sealed class ApiAddressTable : IEntityTypeConfiguration<ApiAddress>
{
    public void Configure(EntityTypeBuilder<ApiAddress> address)
    {
        address.ToTable("ApiAddresses");
        address.Property(a => a.Address).HasMaxLength(64);
        address.HasKey(a => new { a.ClientId, a.Address });
        address.HasIndex(a => a.FirstAt);
    }
}

internal sealed class ApiAlertTable : IEntityTypeConfiguration<ApiAlert>
{
    public void Configure(EntityTypeBuilder<ApiAlert> alert)
    {
        alert.ToTable("ApiAlerts");
        alert.Property(a => a.Detail).HasMaxLength(ApiAlert.MaxDetail);
        alert
            .HasIndex(a => new
            {
                a.ClientId,
                a.Day,
                a.Kind,
                a.Detail,
            })
            .IsUnique();
        alert.HasIndex(a => a.At);
    }
}
