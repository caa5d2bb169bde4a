using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Identity;
using Quartz;

namespace FundPortal.Web.Host.Jobs;

[DisallowConcurrentExecution]
internal sealed class ReleaseJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<ReleaseJob> log)
    : UseCaseJob<ReleasePayments>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("release");

    protected override Task RunAsync(ReleasePayments useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class SendJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<SendJob> log)
    : UseCaseJob<SendOrders>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("send");

    protected override Task RunAsync(SendOrders useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class AskJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<AskJob> log)
    : UseCaseJob<AskBanks>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("ask");

    protected override Task RunAsync(AskBanks useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class ReturnsJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<ReturnsJob> log)
    : UseCaseJob<CollectReturns>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("returns");

    protected override Task RunAsync(CollectReturns useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}
