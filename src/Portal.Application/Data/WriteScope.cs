using Microsoft.EntityFrameworkCore.Storage;

namespace FundPortal.Application.Data;

/// <summary>A write transaction of several steps. Disposed without <see cref="CommitAsync"/>, nothing of it stays.</summary>
public sealed class WriteScope : IAsyncDisposable, IDisposable
{
    private readonly IDisposable? turn;
    private readonly IDbContextTransaction transaction;
    private readonly Action ended;

    internal WriteScope(IDisposable? turn, IDbContextTransaction transaction, Action ended)
    {
        this.turn = turn;
        this.transaction = transaction;
        this.ended = ended;
    }

    public Task CommitAsync(CancellationToken ct) => transaction.CommitAsync(ct);

    public void Commit() => transaction.Commit();

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
