using FundPortal.Application.Approvals;
using FundPortal.Application.Notices;
using FundPortal.Domain.Identity;
using Quartz;

namespace FundPortal.Web.Host.Jobs;

/// <summary>
/// What the portal does by itself. A job only calls a use case in the system's name. Every node has its own timetable, in memory: each use
/// case here is safe to run on several nodes at once, and what a node that dies leaves undone another one does in its next round.
/// </summary>
internal static class PortalJobs
{
    /// <summary>
    /// After a start the first pages come first: each job's first round makes ready what it asks, on the same processors. Setting
    /// <c>Jobs:FirstAfter</c>: where the portal is restarted all the time, it should work at once.
    /// </summary>
    public static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(5);

    /// <summary>Setting <c>Jobs:Enabled</c> (true): a node may be kept for pages only, and tests are.</summary>
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue("Jobs:Enabled", defaultValue: true))
            return;
        var first = builder.Configuration.GetValue("Jobs:FirstAfter", FirstRound);
        builder.AddQuartz(quartz =>
        {
            Every<OutboxJob>(quartz, OutboxJob.Key, first, TimeSpan.FromSeconds(10));
            Every<TimeLimitsJob>(quartz, TimeLimitsJob.Key, first, TimeSpan.FromMinutes(1));
            Every<ReleaseJob>(quartz, ReleaseJob.Key, first, TimeSpan.FromSeconds(1));
            Every<SendJob>(quartz, SendJob.Key, first, TimeSpan.FromSeconds(1));
            Every<AskJob>(quartz, AskJob.Key, first, TimeSpan.FromSeconds(1));
            Every<ReadJob>(quartz, ReadJob.Key, first, TimeSpan.FromSeconds(1));
            Every<WatchCallsJob>(quartz, WatchCallsJob.Key, first, TimeSpan.FromMinutes(5));
            Every<PruneCallsJob>(quartz, PruneCallsJob.Key, first, TimeSpan.FromHours(6));
            Every<PruneWebhooksJob>(quartz, PruneWebhooksJob.Key, first, TimeSpan.FromHours(6));
            Every<MoveSandboxJob>(quartz, MoveSandboxJob.Key, first, TimeSpan.FromSeconds(2));
            Every<ReturnsJob>(quartz, ReturnsJob.Key, first, TimeSpan.FromMinutes(10));
        });
        builder.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        builder.Services.AddHostedService<OutboxAlarm>();
    }

    /// <summary>What could not begin in time begins as soon as it can: Quartz would leave out a round of hours for being seconds late.</summary>
    private static void Every<TJob>(IQuartzBuilder quartz, JobKey key, TimeSpan first, TimeSpan period)
        where TJob : class, IJob =>
        quartz.ScheduleJob<TJob>(
            trigger =>
                trigger
                    .WithIdentity(key.Name)
                    .StartAt(TimeProvider.System.GetUtcNow() + first)
                    .WithSimpleSchedule(schedule =>
                        schedule
                            .WithInterval(period)
                            .RepeatForever()
                            .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithRemainingCount)
                    ),
            job => job.WithIdentity(key)
        );
}

/// <summary>Runs one use case; a failure is logged, and the next round tries again.</summary>
internal abstract class UseCaseJob<TUseCase>(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger log) : IJob
    where TUseCase : notnull
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await RunAsync(scope.ServiceProvider.GetRequiredService<TUseCase>(), Actor.System, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The portal stops; what was begun is either done or will be begun again.
        }
        catch (Exception error)
        {
            log.LogError(error, "The job {Job} failed; its next round follows", typeof(TUseCase).Name);
        }
    }

    protected abstract Task RunAsync(TUseCase useCase, Actor system, CancellationToken ct);
}

[DisallowConcurrentExecution]
internal sealed class OutboxJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<OutboxJob> log)
    : UseCaseJob<SendOutbox>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("outbox");

    protected override Task RunAsync(SendOutbox useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}

[DisallowConcurrentExecution]
internal sealed class TimeLimitsJob(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, ILogger<TimeLimitsJob> log)
    : UseCaseJob<ApplyTimeLimits>(scopes, lifetime, log)
{
    public static readonly JobKey Key = new("time-limits");

    protected override Task RunAsync(ApplyTimeLimits useCase, Actor system, CancellationToken ct) => useCase.HandleAsync(new(), system, ct);
}
