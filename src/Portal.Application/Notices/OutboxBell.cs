using System.Threading.Channels;

namespace FundPortal.Application.Notices;

/// <summary>Says in this process that a message was committed, so that the outbox need not wait for its next round.</summary>
public sealed class OutboxBell
{
    private readonly Channel<byte> rings = Channel.CreateBounded<byte>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public void Ring() => rings.Writer.TryWrite(0);

    /// <summary>Returns when it has rung since the last return.</summary>
    public async Task WaitAsync(CancellationToken ct) => await rings.Reader.ReadAsync(ct);
}
