using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml;
using FundPortal.Application.Importing.Formats.Bills;
using FundPortal.Application.Importing.Formats.Camt;
using FundPortal.Application.Importing.Formats.Mt940;
using FundPortal.Application.Importing.Spooling;
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
        using var file = new SpoolFile();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            file.Append(buffer.AsSpan(0, read));
            if (file.Length > MaxBytes)
                return
                [
                    new ParsedFile(fileName, "", "", [], [new FileProblem("file_too_large", $"The file is larger than {MaxBytes} bytes.")]),
                ];
        }
        file.Seal();
        return Read(file, fileName);
    }

    public static IReadOnlyList<ParsedFile> Read(byte[] bytes, string fileName)
    {
        using var file = SpoolFile.Of(bytes);
        return Read(file, fileName);
    }

    private static List<ParsedFile> Read(SpoolFile file, string fileName)
    {
        if (!SafeZip.IsZip(Start(file)))
            return [ReadOne(file, fileName)];
        // An archive is held as it is packed; its entries are unpacked one after the other.
        var bytes = file.ToArray();
        try
        {
            using var archive = SafeZip.Open(bytes);
            if (archive.GetEntry("xl/workbook.xml") is not null)
                return [ReadOne(file, fileName)];
            var left = FormatLimits.ArchiveBytes;
            var files = new List<ParsedFile>();
            foreach (var entry in archive.Entries.Where(IsFile))
                files.Add(ReadEntry(entry, fileName, ref left));
            return files.Count > 0 ? files : throw new UnreadableFileException("zip_empty", "The archive holds no file.");
        }
        catch (UnreadableFileException error)
        {
            return [new ParsedFile(fileName, "", Sha256(file), [], [error.Problem])];
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
            using var file = new SpoolFile();
            SafeZip.Copy(entry, file.Append, ref left);
            file.Seal();
            if (!SafeZip.IsZip(Start(file)))
                return ReadOne(file, name);
            using var inner = SafeZip.Open(file.ToArray());
            return inner.GetEntry("xl/workbook.xml") is not null
                ? ReadOne(file, name)
                : throw new UnreadableFileException("zip_nested", "An archive inside an archive is not opened.", element: entry.FullName);
        }
        catch (UnreadableFileException error)
        {
            return new ParsedFile(name, "", "", [], [error.Problem]);
        }
    }

    private static ParsedFile ReadOne(SpoolFile file, string fileName)
    {
        var format = "";
        var sha256 = Sha256(file);
        // Lives as long as the statements do; given back at once when there are none.
        var entries = new EntrySpool();
        var isRead = false;
        try
        {
            if (file.Length == 0)
                throw new UnreadableFileException("file_empty", "The file is empty.");
            var statements = Parse(file, entries, ref format);
            entries.Seal();
            isRead = true;
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
        finally
        {
            if (!isRead)
                entries.Dispose();
        }
    }

    private static IReadOnlyList<ParsedStatement> Parse(SpoolFile file, EntrySpool entries, ref string format)
    {
        // Workbooks are held whole, as the library reads them.
        if (WorkbookRows.IsWorkbook(Start(file)))
            return BillReader.Read(WorkbookRows.Sheets(file.ToArray()), entries, ref format);
        if (LooksLikeXml(file))
            return CamtReader.Read(file, entries, ref format);
        var swift = TextDecoder.Swift(file);
        if (Mt940Reader.LooksLike(swift))
            return Mt940Reader.Read(swift, entries, ref format);
        return BillReader.Read(CsvRows.Sheets(TextDecoder.Chinese(file)), entries, ref format);
    }

    private static bool LooksLikeXml(SpoolFile file)
    {
        ReadOnlySpan<byte> start = Start(file);
        // UTF-16 XML begins with a mark and "<" in two bytes.
        if (
            start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, (byte)'<', 0])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF, 0, (byte)'<'])
        )
            return true;
        using var bytes = new BufferedStream(file.OpenRead(start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0));
        int next;
        do
        {
            next = bytes.ReadByte();
        } while (next is ' ' or '\t' or '\r' or '\n');
        return next == '<';
    }

    /// <summary>What tells formats by their first bytes.</summary>
    private static byte[] Start(SpoolFile file)
    {
        var start = new byte[(int)Math.Min(8, file.Length)];
        file.ReadAt(0, start);
        return start;
    }

    private static string Sha256(SpoolFile file)
    {
        using var stream = file.OpenRead();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
