using FundPortal.Application.Statements.Files;

namespace FundPortal.Application.Importing.Spooling;

/// <summary>
/// Bytes that are written once and read as often as wanted: in memory while they are few, then in a temporary file that only this process's
/// user can read and that is gone when the last reader is (on Unix it has no name from the beginning).
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    /// <summary>So many bytes are held; of longer ones, the last that were not written yet.</summary>
    private const int Held = 1024 * 1024;

    private byte[] memory = [];
    private int filled;
    private FileStream? file;
    private long written;

    public long Length => written + filled;

    /// <summary>Bytes that are held already; they are not copied.</summary>
    public static SpoolFile Of(byte[] bytes) => new() { memory = bytes, filled = bytes.Length };

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var room = Math.Min(Held - filled, bytes.Length);
            if (room > 0)
            {
                if (filled + room > memory.Length)
                    Array.Resize(ref memory, Math.Min(Held, Math.Max(filled + room, memory.Length * 2)));
                bytes[..room].CopyTo(memory.AsSpan(filled));
                filled += room;
                bytes = bytes[room..];
            }
            if (bytes.IsEmpty)
                return;
            Flush();
        }
    }

    /// <summary>Nothing is appended any more.</summary>
    public void Seal()
    {
        if (file is null)
        {
            Array.Resize(ref memory, filled);
            return;
        }
        Flush();
        memory = [];
    }

    /// <exception cref="EndOfStreamException">There are not so many bytes.</exception>
    public void ReadAt(long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int read;
            if (offset >= written)
            {
                read = Math.Min(bytes.Length, (int)(Length - offset));
                memory.AsSpan((int)(offset - written), Math.Max(0, read)).CopyTo(bytes);
            }
            else
            {
                read = RandomAccess.Read(file!.SafeFileHandle, bytes[..(int)Math.Min(bytes.Length, written - offset)], offset);
            }
            if (read <= 0)
                throw new EndOfStreamException("A temporary file is shorter than what was written to it.");
            offset += read;
            bytes = bytes[read..];
        }
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        ReadAt(0, bytes);
        return bytes;
    }

    public Stream OpenRead(long from = 0) => new SpoolStream(this) { Position = from };

    public void Dispose() => file?.Dispose();

    private void Flush()
    {
        file ??= StatementTempFile.Create();
        RandomAccess.Write(file.SafeFileHandle, memory.AsSpan(0, filled), written);
        (written, filled) = (written + filled, 0);
    }
}

/// <summary>A reader of its own over a spool.</summary>
internal sealed class SpoolStream(SpoolFile spool) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => spool.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var some = buffer[..(int)Math.Min(buffer.Length, Math.Max(0, Length - Position))];
        spool.ReadAt(Position, some);
        Position += some.Length;
        return some.Length;
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
