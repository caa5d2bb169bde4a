using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>Subscriptions, newest first: a program sees its own that go on, people those of all clients, ended ones too.</summary>
public sealed class ListWebhooks(PortalDbContext db) : IUseCase<ListWebhooks.Query, ListWebhooks.Found>
{
    /// <summary>More than that are not shown; a client has 20 at most.</summary>
    public const int MaxRows = 200;

    /// <param name="Only">Null: all.</param>
    public sealed record Query(Guid? Only = null);

    /// <param name="MayEnd">Whether the one who asks may end them.</param>
    public sealed record Found(IReadOnlyList<WebhookView> Rows, bool MayEnd);

    public async Task<Result<Found>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        var isProgram = actor.May(ApiPermission.ManageWebhooks);
        if (!isProgram && !actor.May(Permission.ViewApiCalls))
            return Refusal.Forbidden;
        var all = db.WebhookSubscriptions.AsNoTracking();
        if (isProgram)
            all = all.Where(s => s.ClientId == actor.PersonId && s.EndedAt == null);
        if (input.Only is { } only)
            all = all.Where(s => s.PublicId == only);
        var found = await (
            from subscription in all
            join client in db.ApiClients on subscription.ClientId equals client.Id
            orderby subscription.Id descending
            select new { Subscription = subscription, client.Name }
        )
            .Take(MaxRows)
            .ToListAsync(ct);
        return new Found(
            found.ConvertAll(f => WebhookView.Of(f.Subscription, f.Name)),
            isProgram || actor.May(Permission.ManageApiClients)
        );
    }
}
