using System.Xml;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Reads a statement file back, computes its integrity code again, and compares every cell with what the portal would have written for
/// these contents: words, totals, summary, number formats, also that nothing was added. The values of cells are covered, not colours or
/// widths, nor rows hidden by a filter.
/// </summary>
public static class StatementVerifier
{
    /// <param name="file">Seekable; read synchronously on the thread pool. Excel or CSV, told apart by the content.</param>
    public static Task<StatementVerification> VerifyAsync(Stream file, CancellationToken ct) => Task.Run(() => Verify(file, ct), ct);

    private static StatementVerification Verify(Stream file, CancellationToken ct)
    {
        try
        {
            using var source = Open(file);
            using var reading = new StatementReading(source, ct);
            return reading.Verify();
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or XmlException
                        or System.Text.DecoderFallbackException
                        or NotSupportedException
                        or OverflowException
            )
        {
            // Sums beyond 64 bits, a packing nobody uses: the portal never wrote this.
            return StatementVerification.NotAStatement("unreadable");
        }
    }

    private static IStatementSource Open(Stream file)
    {
        file.Position = 0;
        Span<byte> start = stackalloc byte[2];
        var isZip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("PK"u8);
        file.Position = 0;
        return isZip ? new XlsxSource(file) : new CsvSource(file);
    }
}
