namespace FundPortal.Application.Data;

/// <summary>
/// SQLite has one writer: inside the process writers wait here in order, so none meets "database is locked".
/// A second process is waited for by SQLite's busy time-out. SQL Server needs no queue.
/// </summary>
public sealed class WriteQueue(bool isNeeded) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);

    public async Task<IDisposable?> EnterAsync(CancellationToken ct)
    {
        if (!isNeeded)
            return null;
        await gate.WaitAsync(ct);
        return new Turn(gate);
    }

    public IDisposable? Enter()
    {
        if (!isNeeded)
            return null;
        gate.Wait();
        return new Turn(gate);
    }

    public void Dispose() => gate.Dispose();

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        private SemaphoreSlim? held = gate;

        public void Dispose() => Interlocked.Exchange(ref held, null)?.Release();
    }
}
