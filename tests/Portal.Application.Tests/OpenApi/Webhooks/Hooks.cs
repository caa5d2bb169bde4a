using System.Net;
using FundPortal.Application.Channels.Http;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi.Webhooks;

/// <summary>Subscribing, changing something and sending, in a few words.</summary>
internal static class Hooks
{
    public static readonly ApiPermission[] All =
    [
        ApiPermission.ReadBalances,
        ApiPermission.ReadTransactions,
        ApiPermission.ReadPayments,
        ApiPermission.FilePayments,
        ApiPermission.ManageWebhooks,
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The operator allows the test's own machine; one key ring for all nodes.</summary>
    public static Action<IServiceCollection> Allowing(params string[] insideHosts)
    {
        var keys = new EphemeralDataProtectionProvider();
        return services =>
        {
            services.AddSingleton<IDataProtectionProvider>(keys);
            services.AddSingleton(provider => new WebhookHttp(
                new OutboundRules(insideHosts, [], TimeSpan.FromSeconds(10)),
                provider.GetRequiredService<ApiSecrets>(),
                provider.GetRequiredService<TimeProvider>()
            ));
        };
    }

    public static Task<Group> GroupAsync() => Group.CreateAsync(Allowing(IPAddress.Loopback.ToString()));

    public static async Task<Result<CreateWebhook.Created>> TrySubscribeAsync(
        this Group group,
        ApiClient client,
        string url,
        string[] events,
        params Account[] only
    )
    {
        var actor = await group.CallAsync(client);
        return await group.Database.RunAsync(
            (CreateWebhook u) => u.HandleAsync(new(url, events, [.. only.Select(a => a.PublicId)]), actor, Ct)
        );
    }

    public static async Task<CreateWebhook.Created> SubscribeAsync(
        this Group group,
        ApiClient client,
        string url,
        string[] events,
        params Account[] only
    )
    {
        var made = await group.TrySubscribeAsync(client, url, events, only);
        Assert.Null(made.Refusal);
        return made.Value;
    }

    /// <summary>As if a bank had told it.</summary>
    public static Task<int> BalanceAsync(this Group group, Account account, long minor, BalanceKind kind = BalanceKind.Booked) =>
        group.Database.UseAsync(db =>
        {
            db.AccountBalances.Add(
                new AccountBalance
                {
                    AccountId = account.Id,
                    Kind = kind,
                    AsOf = group.Database.Clock.GetUtcNow().UtcDateTime,
                    AmountMinor = minor,
                    Source = "bank",
                }
            );
            return db.SaveChangesAsync(Ct);
        });

    /// <summary>Turns of a sender until nothing is due.</summary>
    public static async Task<(int Delivered, int Failed)> DeliverAsync(this Group group)
    {
        var (delivered, failed) = (0, 0);
        while (true)
        {
            var report = (await group.Database.RunAsync((DeliverWebhooks u) => u.HandleAsync(new(), Actor.System, Ct))).Value;
            if (report.IsIdle)
                return (delivered, failed);
            delivered += report.Delivered;
            failed += report.Failed;
        }
    }

    public static Task<List<WebhookDelivery>> DeliveriesAsync(this Group group) =>
        group.Database.UseAsync(db => db.WebhookDeliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync(Ct));

    public static async Task<Actor> AdministratorAsync(this Group group) => await group.PersonAsync(Role.Administrator, [group.Holding]);
}
