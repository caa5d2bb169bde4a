using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml;
using FundPortal.Application.Importing.Formats.Bills;
using FundPortal.Application.Importing.Formats.Camt;
using FundPortal.Application.Importing.Formats.Mt940;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats;

/// <summary>
/// Reads any bank file into neutral statements. The content decides the format; the name is only repeated. A zip gives one result per
/// file in it. What cannot be read comes back as an error with its place, never as an exception.
/// </summary>
public static class FileReader
{
    /// <summary>Largest file or archive taken, in bytes.</summary>
    public const int MaxBytes = FormatLimits.FileBytes;

    public static async Task<IReadOnlyList<ParsedFile>> ReadAsync(Stream stream, string fileName, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            await memory.WriteAsync(buffer.AsMemory(0, read), ct);
            if (memory.Length > MaxBytes)
                return
                [
                    new ParsedFile(fileName, "", "", [], [new FileProblem("file_too_large", $"The file is larger than {MaxBytes} bytes.")]),
                ];
        }
        return Read(memory.ToArray(), fileName);
    }

    public static IReadOnlyList<ParsedFile> Read(byte[] bytes, string fileName)
    {
        if (!SafeZip.IsZip(bytes))
            return [ReadOne(bytes, fileName)];
        try
        {
            using var archive = SafeZip.Open(bytes);
            if (archive.GetEntry("xl/workbook.xml") is not null)
                return [ReadOne(bytes, fileName)];
            var left = FormatLimits.ArchiveBytes;
            var files = new List<ParsedFile>();
            foreach (var entry in archive.Entries.Where(IsFile))
                files.Add(ReadEntry(entry, fileName, ref left));
            return files.Count > 0 ? files : throw new UnreadableFileException("zip_empty", "The archive holds no file.");
        }
        catch (UnreadableFileException error)
        {
            return [new ParsedFile(fileName, "", Sha256(bytes), [], [error.Problem])];
        }
    }

    /// <summary>Not folders, and not what a Mac writes beside each file it packs.</summary>
    private static bool IsFile(ZipArchiveEntry entry) =>
        !entry.FullName.EndsWith('/') && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal);

    private static ParsedFile ReadEntry(ZipArchiveEntry entry, string archiveName, ref long left)
    {
        var name = $"{archiveName}/{entry.FullName}";
        try
        {
            var bytes = SafeZip.Read(entry, ref left);
            if (!SafeZip.IsZip(bytes))
                return ReadOne(bytes, name);
            using var inner = SafeZip.Open(bytes);
            return inner.GetEntry("xl/workbook.xml") is not null
                ? ReadOne(bytes, name)
                : throw new UnreadableFileException("zip_nested", "An archive inside an archive is not opened.", element: entry.FullName);
        }
        catch (UnreadableFileException error)
        {
            return new ParsedFile(name, "", "", [], [error.Problem]);
        }
    }

    private static ParsedFile ReadOne(byte[] bytes, string fileName)
    {
        var format = "";
        var sha256 = Sha256(bytes);
        try
        {
            if (bytes.Length == 0)
                throw new UnreadableFileException("file_empty", "The file is empty.");
            var statements = Parse(bytes, ref format);
            return new ParsedFile(fileName, format, sha256, statements, []);
        }
        catch (UnreadableFileException error)
        {
            return new ParsedFile(fileName, format, sha256, [], [error.Problem]);
        }
        catch (XmlException error)
        {
            return new ParsedFile(
                fileName,
                format,
                sha256,
                [],
                [new FileProblem("xml_invalid", "Not valid XML: " + error.Message, error.LineNumber)]
            );
        }
        catch (OverflowException)
        {
            return new ParsedFile(
                fileName,
                format,
                sha256,
                [],
                [new FileProblem("amount_overflow", "The amounts are too large to be added up.")]
            );
        }
    }

    private static IReadOnlyList<ParsedStatement> Parse(byte[] bytes, ref string format)
    {
        if (WorkbookRows.IsWorkbook(bytes))
            return BillReader.Read(WorkbookRows.Sheets(bytes), ref format);
        if (LooksLikeXml(bytes))
            return CamtReader.Read(bytes, ref format);
        var swift = TextDecoder.Swift(bytes);
        if (Mt940Reader.LooksLike(swift))
            return Mt940Reader.Read(swift, ref format);
        return BillReader.Read(CsvRows.Sheets(TextDecoder.Chinese(bytes)), ref format);
    }

    private static bool LooksLikeXml(byte[] bytes)
    {
        var start = bytes.AsSpan();
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = start[3..];
        // UTF-16 XML begins with a mark and "<" in two bytes.
        if (
            start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, (byte)'<', 0])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF, 0, (byte)'<'])
        )
            return true;
        start = start.TrimStart(" \t\r\n"u8);
        return start.StartsWith("<"u8);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
