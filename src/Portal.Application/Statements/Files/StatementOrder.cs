using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>One account to print. The rows are read once, in order, while the file is written.</summary>
/// <param name="ExpectedClosingMinor">
/// The closing balance the books tell, minor units. The file prints it beside the closing balance that opening and entries lead to,
/// with the difference.
/// </param>
public sealed record StatementAccount(StatementHeader Header, IAsyncEnumerable<StatementRow> Rows, long ExpectedClosingMinor);

/// <summary>What to print: the accounts in order, in one language.</summary>
public sealed record StatementOrder(StatementCover Cover, StatementLanguage Language, IReadOnlyList<StatementAccount> Accounts);

/// <summary>One account as it was printed or read back.</summary>
public sealed record StatementFigures(StatementHeader Header, StatementTotals Totals, long ExpectedClosingMinor)
{
    public long DifferenceMinor => checked(Totals.ClosingMinor - ExpectedClosingMinor);
}

/// <summary>What is known once all rows have passed: the code for the audit entry, and the figures it covers.</summary>
/// <param name="Form">Name of the canonical form: <see cref="StatementDigest.Form"/>.</param>
/// <param name="Code">SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record IntegrityResult(string Form, string Code, IReadOnlyList<StatementFigures> Accounts);

/// <summary>The audit entry of the export, printed on the file: whoever holds the file holds an anchor of the audit chain.</summary>
/// <param name="Hash">The entry's SHA-256 as 64 lower-case hexadecimal digits.</param>
public sealed record AuditAnchor(long Seq, string Hash);
