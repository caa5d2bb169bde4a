using System.Globalization;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Which cell stands where: the one place that knows, for every kind of file and for the verifier. An account is a head of
/// <see cref="HeadRows"/> rows, its entries, and a foot; the summary comes with the integrity code.
/// </summary>
internal sealed class StatementLayout(StatementTexts texts)
{
    /// <summary>Columns of the widest table, the summary's.</summary>
    public const int Columns = 15;

    public const int HeadRows = 6;

    /// <summary>Rows after the entries: totals, closing, closing in the books, difference, and a note where one is needed.</summary>
    public const int MaxFootRows = 5;

    /// <summary>Rows of the summary up to the names of its columns.</summary>
    public const int SummaryHeadRows = 4;

    /// <summary>From this amount on a spreadsheet's 15 significant digits are not enough.</summary>
    public const long LongAmount = 1_000_000_000_000_000;

    private static readonly string[] EntryColumns =
    [
        "Seq",
        "BookingDate",
        "Time",
        "ValueDate",
        "Kind",
        "BankType",
        "Counterparty",
        "CounterpartyAccount",
        "Text",
        "Reference",
        "In",
        "Out",
        "Balance",
    ];

    private static readonly string[] SummaryColumns =
    [
        "Seq",
        "Entity",
        "Bank",
        "AccountNumber",
        "AccountName",
        "Currency",
        "From",
        "To",
        "Opening",
        "In",
        "Out",
        "Closing",
        "ExpectedClosing",
        "Difference",
        "Count",
    ];

    public static int LastEntryColumn => EntryColumns.Length - 1;

    public StatementTexts Texts => texts;

    public static bool IsLong(long minor) => minor is >= LongAmount or <= -LongAmount;

    public string AccountTitle(int part) =>
        part == 1 ? texts["AccountTitle"] : string.Format(CultureInfo.InvariantCulture, texts["AccountTitleContinued"], part);

    /// <param name="part">1 for the account's first sheet, 2 for the next …</param>
    /// <param name="balanceMinor">Opening balance, or on a further sheet the balance after the entry before.</param>
    public void Head(IStatementSink sink, StatementHeader header, int part, long balanceMinor)
    {
        sink.StartRow();
        sink.Text(0, AccountTitle(part), CellLook.Title);
        sink.EndRow();
        Pair(sink, "Entity", header.Entity, "Bank", header.Bank);
        Pair(sink, "AccountNumber", header.AccountNumber, "AccountName", header.AccountName);
        sink.StartRow();
        sink.Text(0, texts["Period"], CellLook.Label);
        sink.Date(2, header.From, CellLook.Value);
        sink.Date(3, header.To, CellLook.Value);
        sink.Text(7, texts["Currency"], CellLook.Label);
        sink.Text(8, header.Currency.Code, CellLook.Value);
        sink.EndRow();
        sink.StartRow();
        sink.Text(0, texts[part == 1 ? "Opening" : "BroughtForward"], CellLook.Label);
        sink.Amount(12, balanceMinor, header.Currency, CellLook.Value);
        sink.EndRow();
        ColumnNames(sink, EntryColumns);
    }

    public void Entry(IStatementSink sink, StatementHeader header, StatementRow row)
    {
        sink.StartRow();
        sink.Count(0, row.Seq);
        sink.Date(1, row.BookingDate);
        if (row.Time is { } time)
            sink.Time(2, time);
        if (row.ValueDate is { } valueDate)
            sink.Date(3, valueDate);
        sink.Text(4, texts.NameOf(row.Kind));
        sink.Text(5, row.BankType);
        sink.Text(6, row.Counterparty);
        sink.Text(7, row.CounterpartyAccount);
        sink.Text(8, row.Text);
        sink.Text(9, row.Reference);
        if (row.AmountMinor >= 0)
            sink.Amount(10, row.AmountMinor, header.Currency);
        else
            sink.Amount(11, checked(-row.AmountMinor), header.Currency);
        sink.Amount(12, row.BalanceMinor, header.Currency);
        sink.EndRow();
    }

    public void NoEntries(IStatementSink sink)
    {
        sink.StartRow();
        sink.Text(0, texts["NoEntries"], CellLook.Note);
        sink.EndRow();
    }

    /// <param name="hasLongAmounts">Any amount of the account has more than 15 digits.</param>
    public void Foot(IStatementSink sink, StatementFigures figures, bool hasLongAmounts)
    {
        var currency = figures.Header.Currency;
        sink.StartRow();
        sink.Text(0, texts["Total"], CellLook.Total);
        sink.Text(4, texts["Count"], CellLook.Total);
        sink.Count(5, figures.Totals.Count, CellLook.Total);
        sink.Amount(10, figures.Totals.InMinor, currency, CellLook.Total);
        sink.Amount(11, figures.Totals.OutMinor, currency, CellLook.Total);
        sink.EndRow();
        Balance(sink, "Closing", figures.Totals.ClosingMinor, figures, CellLook.Total);
        Balance(sink, "ExpectedClosing", figures.ExpectedClosingMinor, figures, CellLook.Value);
        Balance(sink, "Difference", figures.DifferenceMinor, figures, DifferenceLook(figures));
        if (hasLongAmounts)
            Note(sink, "LongAmounts");
    }

    public void Summary(IStatementSink sink, StatementCover cover, IntegrityResult integrity, AuditAnchor anchor)
    {
        sink.StartRow();
        sink.Text(0, texts["SummaryTitle"], CellLook.Title);
        sink.EndRow();
        Single(sink, "MadeAt", MadeAtText(cover.MadeAt));
        Single(sink, "MadeBy", cover.MadeBy);
        ColumnNames(sink, SummaryColumns);
        for (var i = 0; i < integrity.Accounts.Count; i++)
            SummaryRow(sink, i + 1, integrity.Accounts[i]);
        sink.StartRow();
        sink.Text(0, texts["IntegrityTitle"], CellLook.Title);
        sink.EndRow();
        Single(sink, "IntegrityForm", integrity.Form);
        Single(sink, "IntegrityCode", integrity.Code);
        Single(sink, "AuditSeq", anchor.Seq.ToString(CultureInfo.InvariantCulture));
        Single(sink, "AuditHash", anchor.Hash);
        Note(sink, "IntegrityNote");
    }

    /// <summary>China Standard Time with its offset: <c>2026-03-02 10:00:00 UTC+08:00</c>.</summary>
    public static string MadeAtText(DateTime utc) =>
        Domain.Transactions.ChinaTime.FromUtc(utc).ToString(MadeAtFormat, CultureInfo.InvariantCulture);

    public static bool TryMadeAt(string text, out DateTime utc)
    {
        var read = DateTime.TryParseExact(text, MadeAtFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        utc =
            read && local > DateTime.MinValue.AddDays(1)
                ? DateTime.SpecifyKind(local - Domain.Transactions.ChinaTime.Offset, DateTimeKind.Utc)
                : default;
        return read;
    }

    private const string MadeAtFormat = "yyyy-MM-dd HH:mm:ss 'UTC+08:00'";

    private static CellLook DifferenceLook(StatementFigures figures) => figures.DifferenceMinor == 0 ? CellLook.Body : CellLook.Difference;

    private static void SummaryRow(IStatementSink sink, int number, StatementFigures figures)
    {
        var (header, totals) = (figures.Header, figures.Totals);
        sink.StartRow();
        sink.Count(0, number);
        sink.Text(1, header.Entity);
        sink.Text(2, header.Bank);
        sink.Text(3, header.AccountNumber);
        sink.Text(4, header.AccountName);
        sink.Text(5, header.Currency.Code);
        sink.Date(6, header.From);
        sink.Date(7, header.To);
        sink.Amount(8, header.OpeningMinor, header.Currency);
        sink.Amount(9, totals.InMinor, header.Currency);
        sink.Amount(10, totals.OutMinor, header.Currency);
        sink.Amount(11, totals.ClosingMinor, header.Currency);
        sink.Amount(12, figures.ExpectedClosingMinor, header.Currency);
        sink.Amount(13, figures.DifferenceMinor, header.Currency, DifferenceLook(figures));
        sink.Count(14, totals.Count);
        sink.EndRow();
    }

    private void ColumnNames(IStatementSink sink, string[] keys)
    {
        sink.StartRow();
        for (var column = 0; column < keys.Length; column++)
            sink.Text(column, texts[keys[column]], CellLook.Head);
        sink.EndRow();
    }

    private void Pair(IStatementSink sink, string left, string leftValue, string right, string rightValue)
    {
        sink.StartRow();
        sink.Text(0, texts[left], CellLook.Label);
        sink.Text(2, leftValue, CellLook.Value);
        sink.Text(7, texts[right], CellLook.Label);
        sink.Text(8, rightValue, CellLook.Value);
        sink.EndRow();
    }

    private void Single(IStatementSink sink, string label, string value)
    {
        sink.StartRow();
        sink.Text(0, texts[label], CellLook.Label);
        sink.Text(2, value, CellLook.Value);
        sink.EndRow();
    }

    private void Balance(IStatementSink sink, string label, long minor, StatementFigures figures, CellLook look)
    {
        sink.StartRow();
        sink.Text(0, texts[label], look == CellLook.Total ? CellLook.Total : CellLook.Label);
        sink.Amount(12, minor, figures.Header.Currency, look);
        sink.EndRow();
    }

    private void Note(IStatementSink sink, string key)
    {
        sink.StartRow();
        sink.Text(0, texts[key], CellLook.Note);
        sink.EndRow();
    }
}
