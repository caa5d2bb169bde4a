using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Domain.Identity;
using FundPortal.Web.Host.Jobs;

namespace FundPortal.Web.OpenApi.Webhooks;

/// <summary>
/// Sends webhooks on this node, several subscriptions at once, apart from the timetable of the other jobs: a receiver that does not answer
/// keeps its own subscription waiting and no bank.
/// </summary>
internal sealed class WebhookSender(IServiceScopeFactory scopes, ILogger<WebhookSender> log) : BackgroundService
{
    /// <summary>So many receivers may hang at once before others wait for them.</summary>
    private const int Hands = 8;

    /// <summary>How long a hand rests when nothing is due; they rest one after the other, so that something is looked for eight times a second.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RestAfterFault = TimeSpan.FromSeconds(5);

    /// <summary>Setting <c>Jobs:Enabled</c> as for all that the portal does by itself.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue("Jobs:Enabled", defaultValue: true))
            builder.Services.AddHostedService<WebhookSender>();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Hands).Select(hand => WorkAsync(PortalJobs.FirstRound + (Rest * hand / Hands), stoppingToken)));

    private async Task WorkAsync(TimeSpan start, CancellationToken ct)
    {
        var rest = start;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(rest, ct);
                await using var scope = scopes.CreateAsyncScope();
                var turn = await scope.ServiceProvider.GetRequiredService<DeliverWebhooks>().HandleAsync(new(), Actor.System, ct);
                rest = turn.Value.IsIdle ? Rest : TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The portal stops. What was on its way goes out again with the next start.
                return;
            }
            catch (Exception error)
            {
                log.LogError(error, "Webhooks wait for their next round");
                rest = RestAfterFault;
            }
        }
    }
}
