using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Writes statement files. Rows are streamed: memory does not grow with them. The output is only ever written forward and asynchronously,
/// so it may be a web response as well as a file. After an exception it is incomplete, and no program opens it.
/// </summary>
public static class StatementFiles
{
    /// <summary>Rows of one sheet of an Excel workbook.</summary>
    internal const int SheetRows = 1_048_576;

    /// <param name="anchor">
    /// Called once, after the last row: stores the code in the audit chain and answers the entry to print. An exception ends the writing.
    /// </param>
    /// <returns>Code and figures, as given to <paramref name="anchor"/>.</returns>
    public static Task<IntegrityResult> WriteXlsxAsync(
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        Stream output,
        CancellationToken ct
    ) => WriteXlsxAsync(order, anchor, output, SheetRows, ct);

    internal static async Task<IntegrityResult> WriteXlsxAsync(
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        Stream output,
        int sheetRows,
        CancellationToken ct
    )
    {
        using var held = new HeldOutput(output);
        IntegrityResult integrity;
        using (var book = new XlsxBook(held, StatementTexts.In(order.Language), order.Cover.MadeAt, sheetRows))
            integrity = await WriteAsync(book, held, order, anchor, ct);
        await held.HandOnAsync(ct);
        return integrity;
    }

    /// <summary>UTF-8 with a byte order mark, RFC 4180; the same rows as in the workbook, one account after the other, the summary last.</summary>
    /// <inheritdoc cref="WriteXlsxAsync(StatementOrder, Func{IntegrityResult, Task{AuditAnchor}}, Stream, CancellationToken)"/>
    public static async Task<IntegrityResult> WriteCsvAsync(
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        Stream output,
        CancellationToken ct
    )
    {
        using var held = new HeldOutput(output);
        IntegrityResult integrity;
        using (var book = new CsvBook(held))
            integrity = await WriteAsync(book, held, order, anchor, ct);
        await held.HandOnAsync(ct);
        return integrity;
    }

    private static async Task<IntegrityResult> WriteAsync(
        IStatementBook book,
        HeldOutput held,
        StatementOrder order,
        Func<IntegrityResult, Task<AuditAnchor>> anchor,
        CancellationToken ct
    )
    {
        if (order.Accounts.Count == 0)
            throw new ArgumentException("A statement is about one account at least.", nameof(order));
        var layout = new StatementLayout(StatementTexts.In(order.Language));
        var cover = order.Cover.Printable();
        using var digest = new StatementDigest();
        var figures = new List<StatementFigures>(order.Accounts.Count);
        foreach (var account in order.Accounts)
            figures.Add(await new AccountWriter(book, held, layout, digest).WriteAsync(account, ct));
        var integrity = new IntegrityResult(StatementDigest.Form, digest.Finish(cover), figures);
        var entry = await anchor(integrity);
        book.StartSummary();
        layout.Summary(book.Sink, cover, integrity, entry);
        book.Finish();
        return integrity;
    }

    /// <summary>One account on as many sheets as it needs.</summary>
    private sealed class AccountWriter(IStatementBook book, HeldOutput held, StatementLayout layout, StatementDigest digest)
    {
        private int part = 1;
        private long onSheet;

        public async Task<StatementFigures> WriteAsync(StatementAccount account, CancellationToken ct)
        {
            var header = account.Header.Printable();
            var totals = StatementTotals.Before(header);
            var balance = header.OpeningMinor;
            var hasLong = false;
            digest.StartAccount(header);
            StartSheet(header, balance);
            await foreach (var given in account.Rows.WithCancellation(ct))
            {
                ct.ThrowIfCancellationRequested();
                var row = given.Printable();
                if (onSheet == book.EntriesPerSheet)
                {
                    book.EndAccountSheet(onSheet);
                    part++;
                    StartSheet(header, balance);
                }
                layout.Entry(book.Sink, header, row);
                digest.AddRow(row);
                totals = totals.With(row);
                hasLong |= StatementLayout.IsLong(row.AmountMinor) || StatementLayout.IsLong(row.BalanceMinor);
                balance = row.BalanceMinor;
                onSheet++;
                if (held.IsFull)
                    await held.HandOnAsync(ct);
            }
            if (totals.Count == 0)
            {
                layout.NoEntries(book.Sink);
                onSheet++;
            }
            var figures = new StatementFigures(header, totals, account.ExpectedClosingMinor);
            digest.EndAccount(totals, account.ExpectedClosingMinor);
            layout.Foot(book.Sink, figures, hasLong || HasLong(figures));
            book.EndAccountSheet(onSheet);
            return figures;
        }

        private void StartSheet(StatementHeader header, long balance)
        {
            onSheet = 0;
            book.StartAccountSheet(header, part);
            layout.Head(book.Sink, header, part, balance);
        }
    }

    /// <summary>True when the head or foot of an account has an amount of more than 15 digits.</summary>
    internal static bool HasLong(StatementFigures figures) =>
        StatementLayout.IsLong(figures.Header.OpeningMinor)
        || StatementLayout.IsLong(figures.Totals.InMinor)
        || StatementLayout.IsLong(figures.Totals.OutMinor)
        || StatementLayout.IsLong(figures.Totals.ClosingMinor)
        || StatementLayout.IsLong(figures.ExpectedClosingMinor)
        || StatementLayout.IsLong(figures.DifferenceMinor);
}
