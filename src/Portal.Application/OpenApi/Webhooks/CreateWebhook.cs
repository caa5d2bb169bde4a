using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>A client subscribes to events. The secret that deliveries are signed with is answered here, once.</summary>
public sealed class CreateWebhook(PortalDbContext db, WebhookHttp http, ApiSecrets secrets, IAudit audit, TimeProvider clock)
    : IUseCase<CreateWebhook.Command, CreateWebhook.Created>
{
    /// <param name="Url">Absolute https address, at most 500 signs, of a public host unless configuration allows it.</param>
    /// <param name="Events">Names as in <see cref="WebhookNames"/>, one at least.</param>
    /// <param name="Accounts">Public ids; empty: every account that the client sees.</param>
    public sealed record Command(string Url, IReadOnlyList<string> Events, IReadOnlyList<Guid> Accounts);

    /// <param name="Secret">64 hexadecimal digits; their ASCII text is the key. Shown to nobody again.</param>
    public sealed record Created(WebhookView Webhook, string Secret);

    public async Task<Result<Created>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ManageWebhooks))
            return Refusal.Forbidden;
        if (input.Url.Length > WebhookSubscription.MaxUrl || input.Url.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Refusal.Invalid("url", "format");
        var events = input.Events.Select(WebhookNames.Read).OfType<WebhookEvent>().Distinct().ToArray();
        if (events.Length == 0 || events.Length != input.Events.Count)
            return Refusal.Invalid("events", "webhook_events");
        if (!Array.TrueForAll(events, actor.Program!.Granted.MayHear))
            return Refusal.Forbidden;
        if (input.Accounts.Count > WebhookSubscription.MaxAccounts)
            return Refusal.Invalid("accounts", "too_many", WebhookSubscription.MaxAccounts);
        // Before the transaction: names are asked for in the network.
        if (await http.CheckAsync(input.Url, ct) is { } reason)
            return Refusal.Invalid("url", reason);
        var accounts = input.Accounts.Distinct().ToArray();
        await using var write = await db.BeginWriteAsync(ct);
        var visible = actor.Program.IsSandbox
            ? await db.SandboxAccounts.CountAsync(a => a.ClientId == actor.PersonId && EF.Parameter(accounts).Contains(a.PublicId), ct)
            : await db.AccountsVisibleTo(actor).CountAsync(a => EF.Parameter(accounts).Contains(a.PublicId), ct);
        if (visible != accounts.Length)
            return Refusal.NotFound;
        if (
            await db.WebhookSubscriptions.CountAsync(s => s.ClientId == actor.PersonId && s.EndedAt == null, ct)
            >= WebhookSubscription.MaxOfClient
        )
            return new Refusal("webhook_limit", WebhookSubscription.MaxOfClient);
        var secret = ApiSecrets.NewSecret();
        var subscription = new WebhookSubscription
        {
            ClientId = actor.PersonId,
            Url = input.Url,
            EventList = WebhookSubscription.WriteEvents(events),
            AccountList = WebhookSubscription.WriteAccounts(accounts),
            Secret = secrets.Protect(secret),
            CreatedAt = clock.GetUtcNow().UtcDateTime,
        };
        db.WebhookSubscriptions.Add(subscription);
        var view = WebhookView.Of(subscription, actor.Name);
        audit.Append(
            actor,
            "webhook.created",
            $"webhook:{subscription.PublicId}",
            new
            {
                before = (object?)null,
                after = new
                {
                    subscription.Url,
                    events = view.Events,
                    accounts,
                },
            }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // The nonce goes in with the change, and it was there.
            return FileApiPayment.NonceReused;
        }
        await write.CommitAsync(ct);
        return new Created(view, secret);
    }
}
