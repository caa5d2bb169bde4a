using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>A subscription as it is shown: without its secret.</summary>
/// <param name="Client">Name of the client.</param>
/// <param name="Events">As the API names them.</param>
/// <param name="Accounts">Public ids; empty: all that the client sees.</param>
/// <param name="GivenUpAt">UTC. Since when nothing arrives.</param>
public sealed record WebhookView(
    Guid Id,
    Guid ClientId,
    string Client,
    string Url,
    IReadOnlyList<string> Events,
    IReadOnlyList<Guid> Accounts,
    DateTime CreatedAt,
    DateTime? EndedAt,
    DateTime? GivenUpAt
)
{
    internal static WebhookView Of(WebhookSubscription subscription, string client) =>
        new(
            subscription.PublicId,
            subscription.ClientId,
            client,
            subscription.Url,
            [.. subscription.Events.Select(WebhookNames.Of)],
            subscription.Accounts,
            subscription.CreatedAt,
            subscription.EndedAt,
            subscription.GivenUpAt
        );
}
