using System.Text.RegularExpressions;
using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>The rows under a header, read through the profile.</summary>
internal sealed partial class BillTable
{
    private sealed record Row(string Account, Currency Currency, ParsedEntry Entry);

    private static readonly TimeSpan MatchLimit = TimeSpan.FromMilliseconds(200);
    private readonly BillProfile profile;
    private readonly BillSheet sheet;
    private readonly int header;
    private readonly Dictionary<string, int> columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly List<FileProblem> warnings = [];

    public BillTable(BillProfile profile, BillSheet sheet, int header)
    {
        this.profile = profile;
        this.sheet = sheet;
        this.header = header;
        var cells = sheet.Head[header].Cells;
        for (var i = 0; i < cells.Count; i++)
            columns.TryAdd(BillText.Name(cells[i]), i);
    }

    /// <param name="spool">Where the file's entries are kept.</param>
    public IEnumerable<ParsedStatement> Statements(EntrySpool spool)
    {
        var account = Preamble(profile.AccountPattern)?.Groups[1].Value.Trim() ?? "";
        var period = Period();
        // Numbers in the spool: accounts may stand mixed.
        var groups = new OrderedDictionary<(string Account, Currency Currency), List<int>>();
        var ended = false;
        foreach (var row in sheet.Rows.Skip(header + 1))
        {
            if (row.IsBlank || row.Cell(0).TrimStart().StartsWith('#'))
                continue;
            if (IsFooter(BillText.Value(row.Cells.FirstOrDefault(cell => BillText.Value(cell).Length > 0) ?? "")))
            {
                ended = true;
                continue;
            }
            // Below a sum stand more sums and notes; after a subtotal, entries again.
            if (ended && !BillText.IsCalendarDate(Cell(row, profile.Columns.At)))
                continue;
            if (Read(row, account) is { } read)
            {
                if (!groups.TryGetValue((read.Account, read.Currency), out var numbers))
                    groups[(read.Account, read.Currency)] = numbers = [];
                numbers.Add(spool.Count);
                spool.Append(read.Entry);
            }
        }
        if (groups.Count == 0)
        {
            warnings.Add(new("no_entries", "The bill has no entries.", sheet.Head[header].Line));
            return
            [
                new ParsedStatement(account, profile.Currency, period?.From, period?.To, null, null, "", profile.IsFinal, [], [], warnings),
            ];
        }
        // Warnings name lines, so each statement of several gets them all.
        return groups.Select(group =>
            BillStatement.Of(
                group.Key.Account,
                group.Key.Currency,
                new SpooledEntries(spool, [.. group.Value]),
                period,
                profile.IsFinal,
                warnings
            )
        );
    }

    /// <summary>The first line before the header in which the expression is found.</summary>
    private Match? Preamble(string? expression)
    {
        if (expression is null)
            return null;
        var pattern = new Regex(expression, RegexOptions.CultureInvariant, MatchLimit);
        return sheet.Head.Take(header).Select(row => pattern.Match(string.Join(',', row.Cells))).FirstOrDefault(match => match.Success);
    }

    /// <summary>The period that the file was asked for; an end at midnight means the day before.</summary>
    private (DateOnly From, DateOnly To)? Period()
    {
        if (
            Preamble(profile.PeriodPattern) is not { } match
            || !BillText.TryDate(match.Groups[1].Value, out var from, out _)
            || !BillText.TryDate(match.Groups[2].Value, out var to, out var end)
        )
            return null;
        if (end == TimeOnly.MinValue && to > from)
            to = to.AddDays(-1);
        return from <= to ? (from, to) : null;
    }

    private Row? Read(BillRow row, string account)
    {
        var at = Cell(row, profile.Columns.At);
        if (!BillText.TryDate(at, out var day, out var time))
            throw Problem("date_invalid", $"'{UnreadableFileException.Shorten(at)}' is not a date.", row, profile.Columns.At);
        time ??= profile.Columns.Time.Length > 0 ? BillText.Time(Cell(row, profile.Columns.Time)) : null;
        var currency = CurrencyOf(row);
        if (Amount(row, currency) is not { } minor)
            return null;
        var type = Text(row, profile.Columns.Type);
        var id = Text(row, profile.Columns.Id);
        if (BillText.IsRounded(id))
        {
            // Equal roundings of different numbers would pass for one entry.
            warnings.Add(
                new("id_rounded", $"'{id}' is a number rounded by Excel, no id: left empty.", row.Line, Column: profile.Columns.Id[0])
            );
            id = "";
        }
        var own = BillText.Clean(Cell(row, profile.Columns.Account));
        return new Row(
            own.Length > 0 ? own : account,
            currency,
            new ParsedEntry(
                id,
                day,
                time,
                null,
                minor,
                Kind(type),
                type,
                IsReversal: false,
                Text(row, profile.Columns.Counterparty),
                Text(row, profile.Columns.CounterpartyAccount),
                string.Join(
                    ' ',
                    profile.Columns.Text.Select(name => Text(row, [name])).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)
                ),
                Text(row, profile.Columns.EndToEnd),
                Balance(row, currency),
                row.Line,
                string.Join(',', row.Cells)
            )
        );
    }

    private long? Amount(BillRow row, Currency currency)
    {
        if (profile.Columns.Amount.Length == 0)
        {
            var paidIn = Amount(row, profile.Columns.In, currency);
            var paidOut = Amount(row, profile.Columns.Out, currency);
            return checked(paidIn - (profile.OutIsSigned ? Math.Abs(paidOut) : paidOut));
        }
        var amount = Amount(row, profile.Columns.Amount, currency);
        if (profile.Columns.Direction.Length == 0)
            return amount;
        var direction = BillText.Value(Cell(row, profile.Columns.Direction));
        if (profile.In.Contains(direction, StringComparer.Ordinal))
        {
            // Income in red ink takes income back; a minus on spending only repeats the direction.
            if (amount < 0)
                warnings.Add(
                    new(
                        "amount_negative",
                        $"'{UnreadableFileException.Shorten(direction)}' with a minus is read as money out.",
                        row.Line,
                        Column: profile.Columns.Direction[0]
                    )
                );
            return amount;
        }
        if (profile.Out.Contains(direction, StringComparer.Ordinal))
            return -Math.Abs(amount);
        var whole = string.Join(',', row.Cells);
        foreach (var rule in profile.Neutral)
        {
            if (Regex.IsMatch(whole, rule.Matches, RegexOptions.CultureInvariant, MatchLimit))
                return rule.IsIn ? Math.Abs(amount) : -Math.Abs(amount);
        }
        warnings.Add(
            new(
                "row_not_an_entry",
                $"'{UnreadableFileException.Shorten(direction)}' is neither money in nor money out: the row is left out.",
                row.Line,
                Column: profile.Columns.Direction[0]
            )
        );
        return null;
    }

    private long Amount(BillRow row, string[] names, Currency currency)
    {
        if (names.Length == 0)
            return 0;
        var cell = Cell(row, names);
        return BillText.Amount(cell, currency, out var isPrecise)
            ?? throw (
                isPrecise
                    ? Problem("amount_invalid", $"'{UnreadableFileException.Shorten(cell)}' is not an amount.", row, names)
                    : Problem("amount_precision", $"'{UnreadableFileException.Shorten(cell)}' does not fit {currency.Code}.", row, names)
            );
    }

    private long? Balance(BillRow row, Currency currency)
    {
        var cell = BillText.Clean(Cell(row, profile.Columns.Balance));
        if (cell.Length == 0)
            return null;
        if (BillText.Amount(cell, currency, out _) is { } minor)
            return minor;
        warnings.Add(
            new(
                "balance_invalid",
                $"The balance '{UnreadableFileException.Shorten(cell)}' is not an amount.",
                row.Line,
                Column: profile.Columns.Balance[0]
            )
        );
        return null;
    }

    private Currency CurrencyOf(BillRow row)
    {
        var cell = BillText.Clean(Cell(row, profile.Columns.Currency));
        var code = cell.Length == 0 ? profile.Currency : profile.Currencies.GetValueOrDefault(cell, cell);
        return Currency.TryFrom(code, out var currency)
            ? currency
            : throw Problem(
                "currency_unknown",
                $"'{UnreadableFileException.Shorten(code)}' is not a currency.",
                row,
                profile.Columns.Currency
            );
    }

    private TransactionKind Kind(string type) =>
        Array.Find(profile.Kinds, rule => type.Contains(rule.Contains, StringComparison.Ordinal))?.Kind ?? TransactionKind.Other;

    private string Text(BillRow row, string[] names) => BillText.Clean(Cell(row, names));

    private string Cell(BillRow row, string[] names)
    {
        foreach (var name in names)
        {
            if (row.Cell(IndexOf(name)) is { Length: > 0 } cell)
                return cell;
        }
        return "";
    }

    /// <summary>The column of that name, or −1; remembered, since each row asks.</summary>
    private int IndexOf(string name)
    {
        if (!indexes.TryGetValue(name, out var index))
            indexes[name] = index = columns.GetValueOrDefault(BillText.Name(name), -1);
        return index;
    }

    private UnreadableFileException Problem(string code, string message, BillRow row, string[] names) =>
        new(code, message, row.Line, column: names.Length > 0 ? Array.Find(names, name => IndexOf(name) >= 0) ?? names[0] : null);

    /// <summary>Entries begin with an id or a date: most need no look at the expression.</summary>
    private static bool IsFooter(string first) =>
        (first is not [>= '0' and <= '9', ..] || first.Contains("合计", StringComparison.Ordinal)) && Footer().IsMatch(first);

    [GeneratedRegex(
        @"^(-{4,}|.*合计|总计|小计|资金流水总笔数|总笔数|总交易单数|共\s*\d+\s*笔|导出时间)",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Footer();
}
