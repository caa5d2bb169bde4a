using FundPortal.Application.Statements.Files;

namespace FundPortal.Application.Importing.Spooling;

/// <summary>So many bytes, written in any order: held while they are few, else in a temporary file like <see cref="SpoolFile"/>'s.</summary>
internal sealed class RecordFile : IDisposable
{
    private const int Held = 1024 * 1024;

    private readonly byte[] memory = [];
    private readonly FileStream? file;

    public RecordFile(long length)
    {
        if (length <= Held)
            memory = new byte[length];
        else
            file = StatementTempFile.Create();
    }

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        if (file is null)
            bytes.CopyTo(memory.AsSpan((int)offset));
        else
            RandomAccess.Write(file.SafeFileHandle, bytes, offset);
    }

    /// <exception cref="EndOfStreamException">It was never written.</exception>
    public void ReadAt(long offset, Span<byte> bytes)
    {
        if (file is null)
        {
            memory.AsSpan((int)offset, bytes.Length).CopyTo(bytes);
            return;
        }
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, bytes, offset);
            if (read <= 0)
                throw new EndOfStreamException("A temporary file is shorter than what was written to it.");
            offset += read;
            bytes = bytes[read..];
        }
    }

    public void Dispose() => file?.Dispose();
}
