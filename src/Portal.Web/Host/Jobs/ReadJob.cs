using FundPortal.Application.Channels;
using FundPortal.Domain.Identity;
using Quartz;

namespace FundPortal.Web.Host.Jobs;

/// <summary>Runs beside itself on purpose: a bank that does not answer keeps its own channel waiting and no other; each has its lease.</summary>
internal sealed class ReadJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<ReadJob> log)
    : UseCaseJob<ReadChannels>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("read");

    protected override Task RunAsync(ReadChannels useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}
