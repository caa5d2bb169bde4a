using System.Buffers;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Stands between a book, which writes at once and only forward, and where its file goes: a web response or a file on the disk. It takes
/// bytes at any time and hands them on between rows, without blocking a thread; whoever reads slowly slows the writing, and no more than a
/// little is held. What was not handed on when it is disposed is lost: a file that was given up stays incomplete.
/// </summary>
internal sealed class HeldOutput(Stream target) : Stream
{
    /// <summary>Handed on from this much: a response takes about so much at a time.</summary>
    private const int Full = 64 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * Full);
    private int length;

    public bool IsFull => length >= Full;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async ValueTask HandOnAsync(CancellationToken ct)
    {
        await target.WriteAsync(buffer.AsMemory(0, length), ct);
        length = 0;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + bytes.Length));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            (buffer, length) = ([], 0);
        }
        base.Dispose(disposing);
    }
}
