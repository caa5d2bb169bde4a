using FundPortal.Application.Statements.Files;
using FundPortal.Application.Statements.Files.Messages;

namespace FundPortal.Application.Statements;

public enum StatementFormat
{
    Xlsx,
    Csv,

    /// <summary>ISO 20022 camt.053.001.08.</summary>
    Camt,

    /// <summary>SWIFT MT940.</summary>
    Mt940,
}

/// <summary>What differs between the kinds of statement files.</summary>
internal static class StatementKinds
{
    /// <summary>Forms that programs exchange, with limits of their own.</summary>
    public static bool IsMessage(StatementFormat format) => format is StatementFormat.Camt or StatementFormat.Mt940;

    public static Task<IntegrityResult> WriteAsync(
        StatementFormat format,
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        Stream output,
        CancellationToken ct
    ) =>
        format switch
        {
            StatementFormat.Csv => StatementFiles.WriteCsvAsync(order, anchor, output, ct),
            StatementFormat.Camt => MessageFiles.WriteCamtAsync(order, anchor, output, ct),
            StatementFormat.Mt940 => MessageFiles.WriteMt940Async(order, anchor, output, ct),
            _ => StatementFiles.WriteXlsxAsync(order, anchor, output, ct),
        };

    public static string ContentTypeOf(StatementFormat format) =>
        format switch
        {
            StatementFormat.Csv => "text/csv; charset=utf-8",
            StatementFormat.Camt => "application/xml;profile=camt.053.001.08; charset=utf-8",
            StatementFormat.Mt940 => "text/plain;profile=mt940; charset=utf-8",
            _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        };

    public static string EndingOf(StatementFormat format) =>
        format switch
        {
            StatementFormat.Csv => "csv",
            StatementFormat.Camt => "xml",
            StatementFormat.Mt940 => "sta",
            _ => "xlsx",
        };
}
