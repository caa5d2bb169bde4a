using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Domain;
using FundPortal.Domain.OpenApi;
using FundPortal.Web.OpenApi.Settlement;

namespace FundPortal.Web.OpenApi.Webhooks;

/// <summary>Event subscriptions of the settlement API.</summary>
internal static class WebhookEndpoints
{
    private static readonly Refusal NotFound = new("webhook_not_found");

    private static readonly CallField[] Fields =
    [
        new("url", "https://erp.example.com/hooks", IsRequired: true, MaxLength: WebhookSubscription.MaxUrl),
        new("events", "balance.changed,transaction.booked", IsRequired: true, MaxLength: 200),
        // Public ids, and the commas between them.
        new("accountIds", "0199aaaa-0000-7000-8000-000000000001", MaxLength: WebhookSubscription.MaxAccounts * 37),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        const ApiPermission May = ApiPermission.ManageWebhooks;
        routes.MapCall<WebhookAnswer>(
            "POST",
            "/v1/webhooks",
            new("createWebhook", May, [], Fields, "account_not_found") { Status = StatusCodes.Status201Created },
            CreateAsync
        );
        routes.MapCall<WebhookPage>("GET", "/v1/webhooks", new("listWebhooks", May, []), ListAsync);
        routes.MapCall<WebhookAnswer>("GET", "/v1/webhooks/{id}", new("showWebhook", May, [], null, NotFound.Code), ShowAsync);
        routes.MapCall<Done>(
            "DELETE",
            "/v1/webhooks/{id}",
            new("deleteWebhook", May, [], null, NotFound.Code) { Status = StatusCodes.Status204NoContent },
            EndAsync
        );
    }

    private static async Task<Refusal?> CreateAsync(SettlementCall call)
    {
        var accounts = new List<Guid>();
        foreach (var text in List(call.Fields.GetValueOrDefault("accountIds")))
        {
            var id = SettlementCall.Id("accountIds", text);
            if (id.Refusal is { } wrong)
                return wrong;
            accounts.Add(id.Value);
        }
        var command = new CreateWebhook.Command(
            call.Fields.GetValueOrDefault("url") ?? "",
            List(call.Fields.GetValueOrDefault("events")),
            accounts
        );
        var made = await call.AskAsync<CreateWebhook, CreateWebhook.Created>((create, me, ct) => create.HandleAsync(command, me, ct));
        if (made.Refusal is { } refusal)
            return refusal == Refusal.NotFound ? CallRefusals.AccountNotFound
                : refusal == Refusal.Forbidden ? CallRefusals.PermissionDenied
                : refusal;
        call.Context.Response.StatusCode = StatusCodes.Status201Created;
        call.Context.Response.Headers.Location = $"/v1/webhooks/{made.Value.Webhook.Id}";
        // The secret is in it: nobody on the way keeps it.
        call.Context.Response.Headers.CacheControl = "no-store";
        return await CallAnswer.WriteAsync(call, Show(made.Value.Webhook, made.Value.Secret), WebhookJson.Written.WebhookAnswer);
    }

    private static async Task<Refusal?> ListAsync(SettlementCall call)
    {
        var found = await call.AskAsync<ListWebhooks, ListWebhooks.Found>((list, me, ct) => list.HandleAsync(new(), me, ct));
        if (found.Refusal is { } refusal)
            return refusal;
        var rows = found.Value.Rows;
        return await CallAnswer.WriteAsync(
            call,
            new WebhookPage([.. rows.Select(row => Show(row, null))]),
            WebhookJson.Written.WebhookPage,
            rows.Count
        );
    }

    private static async Task<Refusal?> ShowAsync(SettlementCall call)
    {
        if (call.RouteId is not { } id)
            return NotFound;
        var found = await call.AskAsync<ListWebhooks, ListWebhooks.Found>((list, me, ct) => list.HandleAsync(new(id), me, ct));
        if (found.Refusal is { } refusal)
            return refusal;
        return found.Value.Rows is [{ } row]
            ? await CallAnswer.WriteAsync(call, Show(row, null), WebhookJson.Written.WebhookAnswer)
            : NotFound;
    }

    private static async Task<Refusal?> EndAsync(SettlementCall call)
    {
        if (call.RouteId is not { } id)
            return NotFound;
        var ended = await call.AskAsync<EndWebhook, Done>((end, me, ct) => end.HandleAsync(new(id), me, ct));
        if (ended.Refusal is { } refusal)
            return refusal == Refusal.NotFound ? NotFound : refusal;
        call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }

    /// <summary>Names with commas between.</summary>
    private static string[] List(string? text) => text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries);

    private static WebhookAnswer Show(WebhookView webhook, string? secret) =>
        new(webhook.Id, webhook.Url, webhook.Events, webhook.Accounts, webhook.CreatedAt, secret);
}

internal sealed record WebhookPage(IReadOnlyList<WebhookAnswer> Webhooks);

/// <param name="AccountIds">Empty: every account that the client sees.</param>
/// <param name="Secret">What deliveries are signed with; only in the answer that makes the subscription.</param>
internal sealed record WebhookAnswer(
    Guid WebhookId,
    string Url,
    IReadOnlyList<string> Events,
    IReadOnlyList<Guid> AccountIds,
    DateTime CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret
);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebhookPage))]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext
{
    public static WebhookJson Written { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
