using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Importing;

/// <summary>What was found wrong in a file, and where: a line (1-based), an element path or a column; nulls where they do not apply.</summary>
/// <param name="Code">A stable text key, for example <c>file_line_invalid_amount</c>.</param>
/// <param name="Message">The same in plain English, with the offending text (shortened), for the command line and logs.</param>
public sealed record FileProblem(string Code, string Message, int? Line = null, string? Element = null, string? Column = null);

/// <summary>One file as read: neutral statements, or the reasons why it could not be read. Order of entries is chronological.</summary>
public sealed record ParsedFile(
    string FileName,
    string Format,
    string Sha256,
    IReadOnlyList<ParsedStatement> Statements,
    IReadOnlyList<FileProblem> Errors
);

/// <summary>A neutral statement: account, period, opening, entries, closing. Amounts are signed minor units of <paramref name="CurrencyCode"/>.</summary>
/// <param name="AccountNumber">As the file names it; empty when the file does not say (the person chooses the account).</param>
/// <param name="From">First day of the period, as the file says it or as its entries show.</param>
/// <param name="OpeningMinor">Booked balance before the first entry; null when the file does not tell it.</param>
/// <param name="Number">The bank's number of the statement, empty where there is none.</param>
/// <param name="IsFinal">True for booked day-end statements (camt.053, MT940, bills); false for intraday reports (camt.052, MT942) and advices (camt.054).</param>
/// <param name="Balances">Other balances the file tells (available and so on).</param>
public sealed record ParsedStatement(
    string AccountNumber,
    string CurrencyCode,
    DateOnly? From,
    DateOnly? To,
    long? OpeningMinor,
    long? ClosingMinor,
    string Number,
    bool IsFinal,
    IReadOnlyList<ParsedEntry> Entries,
    IReadOnlyList<ParsedBalance> Balances,
    IReadOnlyList<FileProblem> Warnings
)
{
    /// <summary>Sum of the entries' signed amounts; checked.</summary>
    public long NetMinor => EntrySums.Of(Entries).NetMinor;

    /// <summary>opening + entries − closing; null when either balance is not told. 0 proves the statement.</summary>
    public long? DifferenceMinor =>
        OpeningMinor is { } opening && ClosingMinor is { } closing ? checked(opening + NetMinor - closing) : null;
}

/// <param name="Id">The bank's unique id of the entry, empty where there is none.</param>
/// <param name="Time">Local bank time of day where the source tells one.</param>
/// <param name="AmountMinor">Signed, positive is money in, reversals with their true effect.</param>
/// <param name="Position">1-based line or element position in the file.</param>
/// <param name="Raw">The line or XML as it stood in the file; unknown columns are in it.</param>
public sealed record ParsedEntry(
    string Id,
    DateOnly BookingDate,
    TimeOnly? Time,
    DateOnly? ValueDate,
    long AmountMinor,
    TransactionKind Kind,
    string BankType,
    bool IsReversal,
    string Counterparty,
    string CounterpartyAccount,
    string Text,
    string EndToEndId,
    long? BalanceAfterMinor,
    int Position,
    string Raw
);

public sealed record ParsedBalance(Accounts.BalanceKind Kind, DateOnly Day, long AmountMinor);
