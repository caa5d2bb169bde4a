using FundPortal.Application.Audit;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing;

/// <summary>What the trail says of imports: figures and the file's hash, never its contents.</summary>
internal static class ImportAudit
{
    public static void Refused(IAudit audit, Actor actor, ParsedFile file, string reason) =>
        audit.Append(
            actor,
            "import.refused",
            $"file:{file.Sha256}",
            new
            {
                file = file.FileName,
                file.Format,
                file.Sha256,
                reason,
            }
        );

    public static void Stored(IAudit audit, Actor actor, ImportFile file, MatchedFile matched) =>
        audit.Append(
            actor,
            "import.stored",
            $"import:{file.PublicId}",
            new
            {
                file = file.FileName,
                file.Format,
                file.Sha256,
                @new = file.NewEntries,
                known = file.KnownEntries,
                doubtful = matched.Statements.Sum(s => s.Count(EntryState.Doubtful)),
                doubtfulStored = matched.Input.IncludeDoubtful,
                statements = matched.Statements.Select(s => new
                {
                    account = s.Account!.PublicId,
                    from = s.Days?.From,
                    to = s.Days?.To,
                    openingMinor = s.Parsed.OpeningMinor,
                    closingMinor = s.Parsed.ClosingMinor,
                    entries = s.Parsed.Entries.Count,
                    netMinor = s.Parsed.NetMinor,
                    acceptedDifferenceMinor = s.Parsed.DifferenceMinor is 0 ? null : s.Parsed.DifferenceMinor,
                }),
            }
        );

    public static void Undone(IAudit audit, Actor actor, ImportFile file, long removed) =>
        audit.Append(
            actor,
            "import.undone",
            $"import:{file.PublicId}",
            new
            {
                file = file.FileName,
                file.Sha256,
                removed,
            }
        );
}
