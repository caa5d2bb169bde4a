using FundPortal.Domain.Accounts;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.OpenApi.Webhooks;

internal sealed class WebhookSubscriptionTable : IEntityTypeConfiguration<WebhookSubscription>
{
    public void Configure(EntityTypeBuilder<WebhookSubscription> subscription)
    {
        subscription.ToTable("WebhookSubscriptions");
        subscription.Property(s => s.Url).HasMaxLength(WebhookSubscription.MaxUrl);
        subscription.Property(s => s.EventList).HasMaxLength(200);
        // A public id is 36 signs long, and a line's end.
        subscription.Property(s => s.AccountList).HasMaxLength(WebhookSubscription.MaxAccounts * 37);
        subscription.Property(s => s.Secret).HasMaxLength(1_024);
        subscription.Ignore(s => s.Events);
        subscription.Ignore(s => s.Accounts);
        subscription.HasIndex(s => s.PublicId).IsUnique();
        subscription.HasIndex(s => new { s.EndedAt, s.LeasedUntil });
        subscription.HasIndex(s => new { s.ClientId, s.EndedAt });
        subscription.HasOne<ApiClient>().WithMany().HasForeignKey(s => s.ClientId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class WebhookDeliveryTable : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.ToTable("WebhookDeliveries");
        delivery.Property(d => d.LastError).HasMaxLength(WebhookDelivery.MaxError);
        delivery.HasIndex(d => new { d.SubscriptionId, d.EventId }).IsUnique();
        // What a sender looks for.
        delivery.HasIndex(d => new
        {
            d.SubscriptionId,
            d.State,
            d.NextAt,
            d.Id,
        });
        // What the log is filtered by.
        delivery.HasIndex(d => new { d.SubscriptionId, d.Id });
        delivery.HasIndex(d => new { d.State, d.Id });
        delivery.HasIndex(d => d.At);
        delivery.HasOne<WebhookSubscription>().WithMany().HasForeignKey(d => d.SubscriptionId).OnDelete(DeleteBehavior.Restrict);
        delivery.HasOne<Account>().WithMany().HasForeignKey(d => d.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
