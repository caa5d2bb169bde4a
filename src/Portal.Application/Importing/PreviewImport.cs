using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing;

/// <summary>Says what storing these files would do, without storing anything.</summary>
public sealed class PreviewImport(PortalDbContext db, IAudit audit) : IUseCase<PreviewImport.Command, PreviewImport.Preview>
{
    /// <summary>So many lines of a statement are shown, doubtful ones first; counts are of all.</summary>
    public const int MaxLines = 300;

    public sealed record Command(IReadOnlyList<ImportInput> Files);

    /// <param name="CanStore">No file has a problem; differences may still have to be accepted.</param>
    public sealed record Preview(IReadOnlyList<FileView> Files, bool CanStore);

    /// <param name="AlreadyImportedAt">When a file with the same bytes was stored for these accounts; UTC.</param>
    public sealed record FileView(
        string FileName,
        string Format,
        string Sha256,
        DateTime? AlreadyImportedAt,
        IReadOnlyList<FileProblem> Errors,
        IReadOnlyList<ImportProblem> Problems,
        IReadOnlyList<StatementView> Statements
    );

    /// <summary>Amounts in minor units of <paramref name="CurrencyCode"/>.</summary>
    /// <param name="AccountNumber">As the file names it.</param>
    /// <param name="Account">The account it goes to; null when there is a problem with it.</param>
    /// <param name="DifferenceMinor">opening + entries − closing; not 0 must be accepted, null cannot be proved.</param>
    /// <param name="Gaps">Days missing beside this statement once it is stored.</param>
    /// <param name="Breaks">Balances that do not follow each other beside this statement once it is stored.</param>
    public sealed record StatementView(
        int Index,
        string AccountNumber,
        Guid? Account,
        string? AccountName,
        string CurrencyCode,
        DateOnly? From,
        DateOnly? To,
        long? OpeningMinor,
        long? ClosingMinor,
        long InMinor,
        long OutMinor,
        long? DifferenceMinor,
        int Entries,
        int New,
        int Known,
        int Doubtful,
        IReadOnlyList<FileProblem> Warnings,
        IReadOnlyList<StatementGap> Gaps,
        IReadOnlyList<StatementBreak> Breaks,
        IReadOnlyList<LineView> Lines
    );

    /// <param name="Position">Line or element in the file.</param>
    /// <param name="StoredId">The stored transaction that it is or resembles.</param>
    public sealed record LineView(
        int Position,
        DateOnly BookingDate,
        long AmountMinor,
        TransactionKind Kind,
        string Counterparty,
        string Text,
        EntryState State,
        long? StoredId
    );

    public async Task<Result<Preview>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportStatements))
            return Refusal.Forbidden;
        var files = await new ImportMatcher(db).MatchAsync(input.Files, actor, ct);
        var canStore = files.Count > 0 && files.All(file => file.Problems.Count == 0);
        if (!canStore)
        {
            foreach (var file in files.Where(file => file.Problems.Count > 0))
                ImportAudit.Refused(audit, actor, file.Input.File, file.Problems[0].Code);
            await db.SaveChangesAsync(ct);
        }
        try
        {
            return await ViewAsync(files, canStore, ct);
        }
        finally
        {
            ImportMatcher.Forget(files);
        }
    }

    private async Task<Preview> ViewAsync(IReadOnlyList<MatchedFile> files, bool canStore, CancellationToken ct)
    {
        var neighbours = canStore ? await Neighbours.LoadAsync(db, files, ct) : Neighbours.None;
        return new Preview(files.Select(file => View(file, neighbours)).ToList(), canStore);
    }

    private static FileView View(MatchedFile file, Neighbours neighbours)
    {
        var beyond = file.Problems.Any(problem => problem.Code is "amount_range");
        return new(
            file.Input.File.FileName,
            file.Input.File.Format,
            file.Input.File.Sha256,
            file.AlreadyImportedAt,
            file.Input.File.Errors,
            file.Problems,
            beyond ? [] : file.Statements.Select(statement => View(statement, neighbours)).ToList()
        );
    }

    private static StatementView View(MatchedStatement statement, Neighbours neighbours)
    {
        var parsed = statement.Parsed;
        var (gaps, breaks) = neighbours.Beside(statement);
        var sums = EntrySums.Of(parsed.Entries);
        return new(
            statement.Index,
            parsed.AccountNumber,
            statement.Account?.PublicId,
            statement.Account?.Name,
            parsed.CurrencyCode.Length > 0 ? parsed.CurrencyCode : statement.Account?.CurrencyCode ?? "",
            statement.Days?.From,
            statement.Days?.To,
            parsed.OpeningMinor,
            parsed.ClosingMinor,
            (long)sums.InMinor,
            (long)sums.OutMinor,
            parsed.DifferenceMinor,
            parsed.Entries.Count,
            statement.Count(EntryState.New),
            statement.Count(EntryState.Known),
            statement.Count(EntryState.Doubtful),
            parsed.Warnings,
            gaps,
            breaks,
            Lines(statement)
        );
    }

    private static List<LineView> Lines(MatchedStatement statement)
    {
        if (statement.Matches is not { } matches)
            return [];
        // The first ones by position, of each of two ranks; equal positions stay in their order.
        var (doubtful, others) = (new First(MaxLines), new First(MaxLines));
        var place = 0;
        foreach (var (head, match) in EntryHead.Of(statement.Parsed.Entries).Zip(matches.Read()))
            (match.State == EntryState.Doubtful ? doubtful : others).Offer(head.Position, place++);
        return
        [
            .. doubtful
                .Places()
                .Concat(others.Places())
                .Take(MaxLines)
                .Select(at => (Entry: statement.Parsed.Entries[at], Match: matches.At(at)))
                .Select(line => new LineView(
                    line.Entry.Position,
                    line.Entry.BookingDate,
                    line.Entry.AmountMinor,
                    line.Entry.Kind,
                    line.Entry.Counterparty,
                    line.Entry.Text,
                    line.Match.State,
                    line.Match.StoredId
                )),
        ];
    }

    /// <summary>The places of those with the least positions, of any number.</summary>
    private sealed class First(int most)
    {
        private readonly SortedSet<(int Position, int Place)> held = [];

        public void Offer(int position, int place)
        {
            if (held.Count == most)
            {
                if ((position, place).CompareTo(held.Max) > 0)
                    return;
                held.Remove(held.Max);
            }
            held.Add((position, place));
        }

        public IEnumerable<int> Places() => held.Select(line => line.Place);
    }
}
