using System.IO.Compression;
using System.Xml;
using FundPortal.Application.Importing.Formats;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Opens a workbook that somebody sent. Its parts are only ever read forward in small pieces, so the limits bound time, not memory; they
/// are wider than those of an import, because a statement of millions of rows is large.
/// </summary>
internal static class StatementZip
{
    private const int MaxEntries = 5_000;

    /// <summary>All parts together, uncompressed: three million rows and more.</summary>
    private const long MaxBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Rows that are much alike compress to a hundredth; a bomb to a thousandth.</summary>
    private const long MaxRatio = 400;

    /// <summary>Longest way from one tag to the next: a cell of 32,767 characters, each escaped.</summary>
    private const int MaxTagDistance = 1024 * 1024;

    public static ZipArchive Open(Stream stream)
    {
        var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        long total = 0;
        if (archive.Entries.Count > MaxEntries)
            throw Refused("The package has too many parts.");
        foreach (var entry in archive.Entries)
        {
            // Two parts of one name: every program reads another.
            if (!names.Add(entry.FullName))
                throw Refused("The package has a part twice.");
            if ((total += entry.Length) > MaxBytes || entry.Length / Math.Max(entry.CompressedLength, 1024) > MaxRatio)
                throw Refused("The package unpacks to too much.");
        }
        return archive;

        InvalidDataException Refused(string reason)
        {
            archive.Dispose();
            return new InvalidDataException(reason);
        }
    }

    public static XmlReader ReadXml(ZipArchive archive, string part)
    {
        var entry = archive.GetEntry(part) ?? throw new InvalidDataException("A part of the package is missing.");
        return SafeXml.Open(new GuardedStream(entry.Open(), entry.Length), MaxBytes);
    }

    /// <summary>Counts the real bytes, whatever the directory said, and ends a tag, attribute or text that would not fit in a cell.</summary>
    private sealed class GuardedStream(Stream inner, long declared) : Stream
    {
        private long total;
        private long sinceTag;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            if ((total += read) > declared)
                throw new InvalidDataException("A part is longer than the package says.");
            var last = buffer[..read].LastIndexOf((byte)'<');
            sinceTag = last < 0 ? sinceTag + read : read - last;
            return sinceTag <= MaxTagDistance ? read : throw new InvalidDataException("A part has a tag or text without end.");
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
