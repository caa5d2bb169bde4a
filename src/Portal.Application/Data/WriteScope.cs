using Microsoft.EntityFrameworkCore.Storage;

namespace FundPortal.Application.Data;

/// <summary>A write transaction of several steps. Disposed without <see cref="CommitAsync"/>, nothing of it stays.</summary>
public sealed class WriteScope : IAsyncDisposable, IDisposable
{
    private readonly IDisposable? turn;
    private readonly IDbContextTransaction transaction;
    private readonly Action committed;
    private readonly Action ended;

    internal WriteScope(IDisposable? turn, IDbContextTransaction transaction, Action committed, Action ended)
    {
        this.turn = turn;
        this.transaction = transaction;
        this.committed = committed;
        this.ended = ended;
    }

    public async Task CommitAsync(CancellationToken ct)
    {
        await transaction.CommitAsync(ct);
        committed();
    }

    public void Commit()
    {
        transaction.Commit();
        committed();
    }

    public async ValueTask DisposeAsync()
    {
        ended();
        await transaction.DisposeAsync();
        turn?.Dispose();
    }

    public void Dispose()
    {
        ended();
        transaction.Dispose();
        turn?.Dispose();
    }
}
