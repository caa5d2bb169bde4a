using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files.Messages;

/// <summary>The entries that passed do not come to the closing balance that was told before them: something was booked meanwhile.</summary>
public sealed class StatementMovedException() : Exception("The account moved while its statement was written.");

/// <summary>
/// Statements as messages: ISO 20022 camt.053.001.08 and SWIFT MT940. Rows are streamed; the integrity code is that of the same statement
/// as a workbook. Give a file, as with <see cref="StatementFiles"/>.
/// </summary>
public static class MessageFiles
{
    /// <summary>Account numbers longer than this cannot be told in either form (ISO 20022 <c>Max34Text</c>).</summary>
    public const int MaxAccountNumber = 34;

    /// <inheritdoc cref="WriteAsync"/>
    public static Task<IntegrityResult> WriteCamtAsync(
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        Stream output,
        CancellationToken ct
    ) => WriteAsync(new CamtBook(output), order, anchor, ct);

    /// <inheritdoc cref="WriteAsync"/>
    public static Task<IntegrityResult> WriteMt940Async(
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        Stream output,
        CancellationToken ct
    ) => WriteAsync(new Mt940Book(output), order, anchor, ct);

    /// <param name="anchor">Called once, after the last row: stores the code in the audit chain. An exception ends the writing.</param>
    /// <exception cref="StatementMovedException">The file must not be given out; the next try will do.</exception>
    private static async Task<IntegrityResult> WriteAsync(
        IMessageBook open,
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        CancellationToken ct
    )
    {
        using var book = open;
        var cover = order.Cover.Printable();
        using var digest = new StatementDigest();
        var figures = new List<StatementFigures>(order.Accounts.Count);
        book.Start(cover);
        foreach (var account in order.Accounts)
        {
            var header = account.Header.Printable();
            var totals = StatementTotals.Before(header);
            digest.StartAccount(header);
            book.StartAccount(header, account.ExpectedClosingMinor);
            await foreach (var given in account.Rows.WithCancellation(ct))
            {
                var row = given.Printable();
                book.Entry(header, row);
                digest.AddRow(row);
                totals = totals.With(row);
            }
            if (totals.ClosingMinor != account.ExpectedClosingMinor)
                throw new StatementMovedException();
            digest.EndAccount(totals, account.ExpectedClosingMinor);
            figures.Add(new StatementFigures(header, totals, account.ExpectedClosingMinor));
        }
        var integrity = new IntegrityResult(StatementDigest.Form, digest.Finish(cover), figures);
        book.Finish(integrity.Code, await anchor(integrity));
        return integrity;
    }
}
