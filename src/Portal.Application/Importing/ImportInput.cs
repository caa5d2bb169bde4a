using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing;

/// <summary>A file as it was read, with what the person chose for it.</summary>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Account">The account of statements whose number is missing in the file or is not known as written; never overrides a number that is known.</param>
/// <param name="IncludeDoubtful">True to store entries that look like ones already stored from another source; they are left out otherwise.</param>
public sealed record ImportInput(ParsedFile File, long Bytes = 0, Guid? Account = null, bool IncludeDoubtful = false);

/// <summary>A person accepts that a statement does not add up by exactly this much.</summary>
/// <param name="Statement">0-based position within the file.</param>
/// <param name="DifferenceMinor">opening + entries − closing, as the preview showed it.</param>
public sealed record AcceptedDifference(string Sha256, int Statement, long DifferenceMinor);

public enum EntryState
{
    New = 1,

    /// <summary>Stored already: same id of the bank, or same fingerprint and ordinal.</summary>
    Known = 2,

    /// <summary>Same account, booking day and amount as an entry stored from another kind of source.</summary>
    Doubtful = 3,
}

/// <summary>Why a file or statement cannot be stored as it is. The code names the text.</summary>
/// <param name="Code">
/// <c>file_has_errors</c>, <c>file_is_empty</c>, <c>account_missing</c>, <c>account_unknown</c>, <c>account_ambiguous</c>, <c>account_mismatch</c>,
/// <c>currency_mismatch</c>, <c>amount_range</c>, <c>booking_date_range</c>.
/// </param>
/// <param name="Statement">0-based position within the file; null when it is about the file.</param>
/// <param name="Position">Line or element of the entry, where it is about one.</param>
public sealed record ImportProblem(string Code, int? Statement = null, int? Position = null);
