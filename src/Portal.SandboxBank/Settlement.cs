using FundPortal.SandboxBank.Books;

namespace FundPortal.SandboxBank;

/// <summary>The bank at work: executes orders that are due and gives money back that is to come back.</summary>
internal sealed class Settlement(Ledger ledger, ILogger<Settlement> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var order in ledger.ExecuteDue())
                log.LogInformation("Order {Reference} ended", order.Reference);
        }
    }
}
