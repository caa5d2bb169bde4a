using FundPortal.Application.Notices;
using Quartz;

namespace FundPortal.Web.Host.Jobs;

/// <summary>Runs the outbox's job as soon as something was committed to it in this node, instead of at its next time.</summary>
internal sealed class OutboxAlarm(OutboxBell bell, ISchedulerFactory schedulers, ILogger<OutboxAlarm> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await bell.WaitAsync(stoppingToken);
                var scheduler = await schedulers.GetScheduler(stoppingToken);
                await scheduler.TriggerJob(OutboxJob.Key, stoppingToken);
                // A hundred commits are one run, not a hundred.
                await Task.Delay(Pause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                log.LogWarning("The outbox waits for its next round: {Reason}", error.Message);
            }
        }
    }
}
