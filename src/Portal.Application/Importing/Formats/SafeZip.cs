using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace FundPortal.Application.Importing.Formats;

/// <summary>Archives (and workbooks, which are archives) are judged by their directory before anything is unpacked, and counted while it is.</summary>
internal static class SafeZip
{
    private const int DirectoryEnd = 22;
    private const int DirectoryEntry = 46;

    static SafeZip() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8);

    /// <exception cref="UnreadableFileException">Damaged, encrypted, too large, too many entries, too tight a packing, or a path that leads out.</exception>
    public static ZipArchive Open(byte[] bytes)
    {
        CheckDirectory(bytes);
        ZipArchive archive;
        try
        {
            // Names without the UTF-8 mark come from Chinese Windows far more often than from DOS.
            archive = new ZipArchive(
                new MemoryStream(bytes, writable: false),
                ZipArchiveMode.Read,
                leaveOpen: false,
                Encoding.GetEncoding("gb18030")
            );
            _ = archive.Entries.Count;
        }
        catch (InvalidDataException error)
        {
            throw new UnreadableFileException("zip_damaged", "The archive is damaged: " + error.Message);
        }
        try
        {
            Check(archive);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Unpacks one entry; a header that lies about the size does not help it.</summary>
    /// <param name="left">Bytes that the archive may still unpack to; lessened by what was read.</param>
    public static byte[] Read(ZipArchiveEntry entry, ref long left)
    {
        using var unpacked = new MemoryStream();
        Copy(entry, bytes => unpacked.Write(bytes), ref left);
        return unpacked.ToArray();
    }

    /// <summary>Unpacks one entry into nothing, only to know that it stays within the limits.</summary>
    public static void Measure(ZipArchiveEntry entry, ref long left) => Copy(entry, _ => { }, ref left);

    /// <summary>Unpacks one entry bit by bit; what was taken before it turns out to be none is the caller's to throw away.</summary>
    public static void Copy(ZipArchiveEntry entry, Action<ReadOnlySpan<byte>> target, ref long left)
    {
        try
        {
            using var packed = entry.Open();
            var buffer = new byte[81_920];
            var total = 0L;
            var crc = uint.MaxValue;
            for (int read; (read = packed.Read(buffer)) > 0; )
            {
                total += read;
                left -= read;
                if (left < 0 || total > FormatLimits.FileBytes || TooTight(total, entry.CompressedLength))
                    throw new UnreadableFileException(
                        "zip_too_large",
                        "An entry unpacks to more than is allowed.",
                        element: entry.FullName
                    );
                crc = Crc(crc, buffer.AsSpan(0, read));
                target(buffer.AsSpan(0, read));
            }
            // The library stops at the length that the header tells and compares nothing.
            if (~crc != entry.Crc32)
                throw new UnreadableFileException("zip_damaged", "An entry is damaged: its check sum is wrong.", element: entry.FullName);
        }
        catch (InvalidDataException error)
        {
            throw new UnreadableFileException("zip_damaged", "An entry is damaged: " + error.Message, element: entry.FullName);
        }
    }

    /// <summary>Counts the directory's entries as they lie there: the library would first make an object of each of a million.</summary>
    private static void CheckDirectory(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || bytes.Length - end < DirectoryEnd)
            throw new UnreadableFileException("zip_damaged", "The archive is damaged: its directory is missing.");
        long at = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(end + 16)..]);
        for (var count = 0; at <= bytes.Length - DirectoryEntry; count++)
        {
            var entry = bytes[(int)at..];
            if (!entry.StartsWith("PK\u0001\u0002"u8))
                break;
            if (count >= FormatLimits.ArchiveEntries)
                throw new UnreadableFileException(
                    "zip_too_many_entries",
                    $"The archive has more than {FormatLimits.ArchiveEntries} entries."
                );
            // Behind the fixed part stand the name, the extra field and the comment.
            at +=
                DirectoryEntry
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[28..])
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
        }
    }

    private static void Check(ZipArchive archive)
    {
        if (archive.Entries.Count > FormatLimits.ArchiveEntries)
            throw new UnreadableFileException("zip_too_many_entries", $"The archive has more than {FormatLimits.ArchiveEntries} entries.");
        var total = 0L;
        foreach (var entry in archive.Entries)
        {
            if (LeadsOut(entry.FullName))
                throw new UnreadableFileException("zip_path", "An entry's path leads out of the archive.", element: entry.FullName);
            if (entry.IsEncrypted)
                throw new UnreadableFileException("zip_encrypted", "The archive is encrypted.", element: entry.FullName);
            if (IsLink(entry))
                throw new UnreadableFileException("zip_link", "The archive holds a link.", element: entry.FullName);
            total = checked(total + entry.Length);
            if (total > FormatLimits.ArchiveBytes || TooTight(entry.Length, entry.CompressedLength))
                throw new UnreadableFileException("zip_too_large", "The archive unpacks to more than is allowed.", element: entry.FullName);
        }
    }

    private static readonly uint[] CrcTable =
    [
        .. Enumerable
            .Range(0, 256)
            .Select(value => Enumerable.Range(0, 8).Aggregate((uint)value, (c, _) => (c & 1) == 0 ? c >> 1 : (c >> 1) ^ 0xEDB88320)),
    ];

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static bool TooTight(long length, long packed) =>
        length > FormatLimits.ArchiveRatioFrom && length / FormatLimits.ArchiveRatio > Math.Max(1, packed);

    private static bool LeadsOut(string path) =>
        path.StartsWith('/')
        || path.Contains('\\', StringComparison.Ordinal)
        || path.Contains(':', StringComparison.Ordinal)
        || path.Split('/').Contains("..", StringComparer.Ordinal);

    /// <summary>Unix mode bits in the upper half of the attributes: 0xA000 is a symbolic link.</summary>
    private static bool IsLink(ZipArchiveEntry entry) => ((entry.ExternalAttributes >> 16) & 0xF000) == 0xA000;
}
