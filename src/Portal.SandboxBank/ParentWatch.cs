namespace FundPortal.SandboxBank;

/// <summary>
/// Ends the bank when whoever started it is gone: its standard input is a pipe from there, which closes however that process ended.
/// </summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        try
        {
            while (await input.ReadAsync(buffer, stoppingToken) > 0) { }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        lifetime.StopApplication();
    }
}
