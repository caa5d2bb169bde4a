namespace FundPortal.Application.Statements.Files;

public enum StatementVerdict
{
    /// <summary>Every cell is as the portal wrote it. Whether the audit chain knows the code is for the caller to look up.</summary>
    Unaltered,

    Altered,

    /// <summary>Not a file of this portal, or not readable at all.</summary>
    NotAStatement,
}

/// <summary>Where a file first differs from what the portal would have written.</summary>
/// <param name="Reason">Stable code: names a text resource.</param>
/// <param name="Sheet">Name of the sheet; empty in a CSV file and for the file as a whole.</param>
/// <param name="Place">Cell (<c>C7</c>), row (<c>7</c>) or part; empty where there is none.</param>
public sealed record StatementDifference(string Reason, string Sheet, string Place);

/// <param name="PrintedCode">The code the file shows; null when it shows none.</param>
/// <param name="ComputedCode">The code of what the file says; null when it could not be read to the end.</param>
/// <param name="Anchor">The audit entry the file shows; null when it shows none.</param>
/// <param name="First">Set unless unaltered. <c>content</c> when only the code tells that something was changed.</param>
/// <param name="Accounts">Headers and figures as the file's entries give them.</param>
public sealed record StatementVerification(
    StatementVerdict Verdict,
    string? PrintedCode,
    string? ComputedCode,
    AuditAnchor? Anchor,
    StatementDifference? First,
    IReadOnlyList<StatementFigures> Accounts
)
{
    internal static StatementVerification NotAStatement(string reason, string place = "") =>
        new(StatementVerdict.NotAStatement, null, null, null, new(reason, "", place), []);
}
