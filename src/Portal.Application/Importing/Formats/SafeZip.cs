using System.IO.Compression;

namespace FundPortal.Application.Importing.Formats;

/// <summary>Archives (and workbooks, which are archives) are judged by their directory before anything is unpacked, and counted while it is.</summary>
internal static class SafeZip
{
    public static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8);

    /// <exception cref="UnreadableFileException">Damaged, encrypted, too large, too many entries, too tight a packing, or a path that leads out.</exception>
    public static ZipArchive Open(byte[] bytes)
    {
        ZipArchive archive;
        try
        {
            archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
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
    public static byte[] Read(ZipArchiveEntry entry)
    {
        using var unpacked = new MemoryStream();
        Copy(entry, unpacked);
        return unpacked.ToArray();
    }

    /// <summary>Unpacks one entry into nothing, only to know that it stays within the limits.</summary>
    public static void Measure(ZipArchiveEntry entry) => Copy(entry, Stream.Null);

    private static void Copy(ZipArchiveEntry entry, Stream target)
    {
        try
        {
            using var packed = entry.Open();
            var buffer = new byte[81_920];
            var total = 0L;
            for (int read; (read = packed.Read(buffer)) > 0; )
            {
                total += read;
                if (total > FormatLimits.FileBytes || TooTight(total, entry.CompressedLength))
                    throw new UnreadableFileException(
                        "zip_too_large",
                        "An entry unpacks to more than is allowed.",
                        element: entry.FullName
                    );
                target.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException error)
        {
            throw new UnreadableFileException("zip_damaged", "An entry is damaged: " + error.Message, element: entry.FullName);
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
