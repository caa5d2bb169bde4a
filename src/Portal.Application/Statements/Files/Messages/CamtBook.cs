using System.Globalization;
using System.Text;
using System.Xml;
using FundPortal.Application.Importing.Formats.Camt;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Statements.Files.Messages;

/// <summary>
/// ISO 20022 BankToCustomerStatementV08. Texts longer than its elements take are cut: references at 35 characters, names at 140; remarks
/// up to 500 stay whole.
/// </summary>
internal sealed class CamtBook : IMessageBook
{
    private const string Namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";
    private const int Reference = 35;
    private const int Name = 140;
    private const int OwnName = 70;
    private const int Line = 140;
    private const int Additional = 500;

    private readonly XmlWriter xml;
    private int statements;

    public CamtBook(Stream output) =>
        xml = XmlWriter.Create(
            output,
            new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                Indent = true,
                IndentChars = " ",
                NewLineChars = "\n",
            }
        );

    public void Start(StatementCover cover)
    {
        MadeAt = Instant(cover.MadeAt);
        xml.WriteStartDocument();
        xml.WriteStartElement("Document", Namespace);
        xml.WriteStartElement("BkToCstmrStmt");
        xml.WriteStartElement("GrpHdr");
        xml.WriteElementString("MsgId", cover.MadeAt.ToString("'FP'yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        xml.WriteElementString("CreDtTm", MadeAt);
        xml.WriteEndElement();
    }

    private string MadeAt { get; set; } = "";

    public void StartAccount(StatementHeader header, long closingMinor)
    {
        if (statements++ > 0)
            xml.WriteEndElement();
        xml.WriteStartElement("Stmt");
        xml.WriteElementString(
            "Id",
            string.Create(CultureInfo.InvariantCulture, $"{header.From:yyyyMMdd}-{header.To:yyyyMMdd}-{statements}")
        );
        xml.WriteElementString(
            "ElctrncSeqNb",
            string.Create(CultureInfo.InvariantCulture, $"{header.From.Year}{header.From.DayOfYear:000}")
        );
        xml.WriteElementString("CreDtTm", MadeAt);
        xml.WriteStartElement("FrToDt");
        xml.WriteElementString("FrDtTm", Moment(header.From, TimeOnly.MinValue));
        xml.WriteElementString("ToDtTm", Moment(header.To, new TimeOnly(23, 59, 59)));
        xml.WriteEndElement();
        xml.WriteStartElement("Acct");
        Nested(header.AccountNumber, "Id", "Othr", "Id");
        xml.WriteElementString("Ccy", header.Currency.Code);
        Text("Nm", header.AccountName, OwnName);
        if (header.Entity.Length > 0)
            Nested(Cut(header.Entity, Name), "Ownr", "Nm");
        if (header.Bank.Length > 0)
            Nested(Cut(header.Bank, Name), "Svcr", "FinInstnId", "Nm");
        xml.WriteEndElement();
        Balance("OPBD", header.OpeningMinor, header.Currency, header.From);
        Balance("CLBD", closingMinor, header.Currency, header.To);
    }

    public void Entry(StatementHeader header, StatementRow row)
    {
        xml.WriteStartElement("Ntry");
        xml.WriteElementString("NtryRef", row.Seq.ToString(CultureInfo.InvariantCulture));
        Amount(row.AmountMinor, header.Currency);
        if (row.IsReversal)
            xml.WriteElementString("RvslInd", "true");
        Nested("BOOK", "Sts", "Cd");
        xml.WriteStartElement("BookgDt");
        if (row.Time is { } time)
            xml.WriteElementString("DtTm", Moment(row.BookingDate, time));
        else
            xml.WriteElementString("Dt", Day(row.BookingDate));
        xml.WriteEndElement();
        if (row.ValueDate is { } value)
            Nested(Day(value), "ValDt", "Dt");
        Text("AcctSvcrRef", row.BankReference, Reference);
        Kind(row);
        Details(row);
        xml.WriteEndElement();
    }

    public void Finish(string code, AuditAnchor entry)
    {
        xml.WriteElementString(
            "AddtlStmtInf",
            string.Create(CultureInfo.InvariantCulture, $"FundPortal integrity code {code}, audit entry {entry.Seq} {entry.Hash}")
        );
        xml.WriteEndDocument();
        xml.Flush();
    }

    public void Dispose() => xml.Dispose();

    private void Kind(StatementRow row)
    {
        xml.WriteStartElement("BkTxCd");
        if (CamtKind.CodeOf(row.Kind, row.AmountMinor > 0) is [var domain, var family, var sub])
        {
            xml.WriteStartElement("Domn");
            xml.WriteElementString("Cd", domain);
            xml.WriteStartElement("Fmly");
            xml.WriteElementString("Cd", family);
            xml.WriteElementString("SubFmlyCd", sub);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        else
            Nested(CamtKind.OwnCodeOf(row.Kind), "Prtry", "Cd");
        xml.WriteEndElement();
    }

    private void Details(StatementRow row)
    {
        if (row is { Counterparty: "", CounterpartyAccount: "", Text: "", EndToEndId: "" })
            return;
        xml.WriteStartElement("NtryDtls");
        xml.WriteStartElement("TxDtls");
        if (row.EndToEndId.Length > 0)
            Nested(Cut(row.EndToEndId, Reference), "Refs", "EndToEndId");
        if (row.Counterparty.Length > 0 || row.CounterpartyAccount.Length > 0)
        {
            // In a reversal the parties keep the roles of what is reversed.
            var (party, account) = row.AmountMinor > 0 != row.IsReversal ? ("Dbtr", "DbtrAcct") : ("Cdtr", "CdtrAcct");
            xml.WriteStartElement("RltdPties");
            if (row.Counterparty.Length > 0)
                Nested(Cut(row.Counterparty, Name), party, "Pty", "Nm");
            if (row.CounterpartyAccount.Length > 0)
                Nested(Cut(row.CounterpartyAccount, MessageFiles.MaxAccountNumber), account, "Id", "Othr", "Id");
            xml.WriteEndElement();
        }
        // One element where it fits: pieces are put together again with blanks.
        if (row.Text.Length is > 0 and (<= Line or > Additional))
        {
            xml.WriteStartElement("RmtInf");
            for (var rest = row.Text; rest.Length > 0; rest = rest[Cut(rest, Line).Length..])
                xml.WriteElementString("Ustrd", Cut(rest, Line));
            xml.WriteEndElement();
        }
        else
            Text("AddtlTxInf", row.Text, Additional);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private void Balance(string code, long minor, Currency currency, DateOnly day)
    {
        xml.WriteStartElement("Bal");
        Nested(code, "Tp", "CdOrPrtry", "Cd");
        Amount(minor, currency);
        Nested(Day(day), "Dt", "Dt");
        xml.WriteEndElement();
    }

    /// <summary>The size, and which way; zero counts as credit.</summary>
    private void Amount(long minor, Currency currency)
    {
        xml.WriteStartElement("Amt");
        xml.WriteAttributeString("Ccy", currency.Code);
        xml.WriteString(new Money(minor, currency).ToPlainText().TrimStart('-'));
        xml.WriteEndElement();
        xml.WriteElementString("CdtDbtInd", minor < 0 ? "DBIT" : "CRDT");
    }

    private void Nested(string text, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            xml.WriteStartElement(name);
        xml.WriteString(text);
        foreach (var _ in path)
            xml.WriteEndElement();
    }

    private void Text(string name, string text, int length)
    {
        if (text.Length > 0)
            xml.WriteElementString(name, Cut(text, length));
    }

    /// <summary>Never between the halves of a character.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateOnly day, TimeOnly time) =>
        string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}T{time:HH:mm:ss}+08:00");

    private static string Instant(DateTime utc)
    {
        var china = ChinaTime.FromUtc(utc);
        return Moment(DateOnly.FromDateTime(china), TimeOnly.FromDateTime(china));
    }
}
