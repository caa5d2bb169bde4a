using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Data;

/// <summary>Whether the database answers. One question a second at most, however often it is asked.</summary>
public sealed class DatabaseHealth(IServiceScopeFactory scopes, TimeProvider clock, ILogger<DatabaseHealth> log) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim gate = new(1, 1);
    private DateTimeOffset askedAt = DateTimeOffset.MinValue;
    private bool answered;

    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (now - askedAt >= Fresh)
            {
                answered = await AskAsync(ct);
                askedAt = clock.GetUtcNow();
            }
            return answered;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<bool> AskAsync(CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            return await db.Database.CanConnectAsync(limited.Token) && await db.AuditHeads.AnyAsync(limited.Token);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("The database does not answer: {Reason}", error.Message);
            return false;
        }
    }
}
