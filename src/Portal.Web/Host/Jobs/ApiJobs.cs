using FundPortal.Application.OpenApi.Calls;
using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Domain.Identity;
using Quartz;

namespace FundPortal.Web.Host.Jobs;

[DisallowConcurrentExecution]
internal sealed class WatchCallsJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<WatchCallsJob> log)
    : UseCaseJob<WatchApiCalls>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("watch-calls");

    protected override Task RunAsync(WatchApiCalls useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class PruneCallsJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<PruneCallsJob> log)
    : UseCaseJob<PruneApiCalls>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("prune-calls");

    protected override Task RunAsync(PruneApiCalls useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class PruneWebhooksJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<PruneWebhooksJob> log)
    : UseCaseJob<PruneWebhooks>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("prune-webhooks");

    protected override Task RunAsync(PruneWebhooks useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class MoveSandboxJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<MoveSandboxJob> log)
    : UseCaseJob<MoveSandboxPayments>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("move-sandbox");

    protected override Task RunAsync(MoveSandboxPayments useCase, Actor system, CancellationToken ct) =>
        useCase.HandleAsync(new(), system, ct);
}
