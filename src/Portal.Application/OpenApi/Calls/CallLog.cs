using System.Threading.Channels;
using FundPortal.Application.Data;
using FundPortal.Domain.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.OpenApi.Calls;

/// <summary>
/// Takes a line for each call and stores them in batches, off the calls' way. When the portal stops, what was taken is stored first. When
/// the database cannot keep up, callers wait: no line is dropped.
/// </summary>
public sealed partial class CallLog(IServiceScopeFactory scopes, TimeProvider clock, ILogger<CallLog> log) : BackgroundService
{
    private const int MaxWaiting = 50_000;
    private const int MaxBatch = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly Channel<ApiCall> waiting = System.Threading.Channels.Channel.CreateBounded<ApiCall>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );

    /// <exception cref="ChannelClosedException">The portal has stopped.</exception>
    public ValueTask WriteAsync(ApiCall call, CancellationToken ct) =>
        waiting.Writer.TryWrite(call) ? ValueTask.CompletedTask : waiting.Writer.WriteAsync(call, ct);

    /// <summary>The server has stopped by now, so no call is under way: the rest is stored.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<ApiCall>(MaxBatch);
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (waiting.Reader.Count < MaxBatch && !waiting.Reader.Completion.IsCompleted)
                await WaitAsync(Pause, stoppingToken);
            while (batch.Count < MaxBatch && waiting.Reader.TryRead(out var call))
                batch.Add(call);
            while (batch.Count > 0 && !await TryStoreAsync(batch, stoppingToken))
                await WaitAsync(RetryAfter, stoppingToken);
            batch.Clear();
        }
    }

    /// <returns>Whether the batch needs no more care. Lines that cannot be stored while the portal stops are told in the log of the program.</returns>
    private async Task<bool> TryStoreAsync(List<ApiCall> batch, CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            await using var write = await db.BeginWriteAsync(CancellationToken.None);
            await BulkInsert.AppendAsync(db, batch, CancellationToken.None);
            await ApiUsage.CountAsync(db, batch, CancellationToken.None);
            await db.SaveChangesAsync(CancellationToken.None);
            await write.CommitAsync(CancellationToken.None);
            return true;
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            NotStored(error, batch.Count);
            return false;
        }
        catch (Exception error)
        {
            Lost(error, batch.Count, batch[0].RequestId, batch[^1].RequestId);
            return true;
        }
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(time, clock, stopping);
        }
        catch (OperationCanceledException)
        {
            // The rest is stored without pauses.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} lines of the call log could not be stored; they are kept and tried again.")]
    private partial void NotStored(Exception error, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} lines of the call log were lost when the portal stopped, {First} to {Last}.")]
    private partial void Lost(Exception error, int count, string first, string last);
}
