using FundPortal.Application.Data;
using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

internal sealed record MatchedFile(
    ImportInput Input,
    DateTime? AlreadyImportedAt,
    IReadOnlyList<MatchedStatement> Statements,
    IReadOnlyList<ImportProblem> Problems
);

/// <param name="Account">Null when there is a problem with it.</param>
/// <param name="Days">The period, widened to its entries; null for a statement without period and entries.</param>
/// <param name="Matches">Null without entries, and while the batch has problems: nothing is compared then.</param>
internal sealed record MatchedStatement(int Index, ParsedStatement Parsed, Account? Account, DayRange? Days, MatchResults? Matches)
{
    public int Count(EntryState state) => Matches?.Count(state) ?? 0;
}

/// <summary>Finds for each statement its account in the person's scope, and for each entry whether it is stored already. Reads only.</summary>
internal sealed class ImportMatcher(PortalDbContext db)
{
    public async Task<IReadOnlyList<MatchedFile>> MatchAsync(IReadOnlyList<ImportInput> inputs, Actor actor, CancellationToken ct)
    {
        var book = await AccountBook.LoadAsync(db, inputs, actor, ct);
        var files = inputs.Select(input => Address(input, book)).ToList();
        if (files.Exists(file => file.Problems.Count > 0))
            return files;
        files = files.ConvertAll(Prepare);
        foreach (
            var account in files.SelectMany(file => file.Statements).Where(s => s.Matches is not null).Select(s => s.Account!.Id).Distinct()
        )
            await CompareAsync(files, account, ct);
        for (var i = 0; i < files.Count; i++)
            files[i] = files[i] with { AlreadyImportedAt = await AlreadyImportedAsync(files[i], ct) };
        return files;
    }

    /// <summary>Once all was read: gives the place of the results back.</summary>
    public static void Forget(IReadOnlyList<MatchedFile> files)
    {
        foreach (var statement in files.SelectMany(file => file.Statements))
            statement.Matches?.Dispose();
    }

    private static MatchedFile Prepare(MatchedFile file) =>
        file with
        {
            Statements =
            [
                .. file.Statements.Select(s =>
                    s.Parsed.Entries.Count == 0 ? s : s with { Matches = new MatchResults(s.Parsed.Entries.Count) }
                ),
            ],
        };

    private static MatchedFile Address(ImportInput input, AccountBook book)
    {
        var problems = new List<ImportProblem>();
        if (input.File.Errors.Count > 0)
            problems.Add(new("file_has_errors"));
        else if (input.File.Statements.All(statement => StatementLimits.DaysOf(statement) is null))
            problems.Add(new("file_is_empty"));
        var statements = new List<MatchedStatement>();
        foreach (var parsed in input.File.Statements)
        {
            var index = statements.Count;
            var (account, problem) = book.Find(parsed, input);
            if (problem is not null)
                problems.Add(new(problem, index));
            if (StatementLimits.Check(parsed, index) is { } beyond)
                problems.Add(beyond);
            statements.Add(new(index, parsed, account, StatementLimits.DaysOf(parsed), null));
        }
        return new(input, null, statements, problems);
    }

    /// <summary>An account's entries of the whole file are compared together: ordinals count within the file, not within a statement.</summary>
    private async Task CompareAsync(List<MatchedFile> files, int account, CancellationToken ct)
    {
        var runs = new List<DayRun>();
        for (var i = 0; i < files.Count; i++)
            foreach (var statement in files[i].Statements.Where(s => s.Account!.Id == account))
                DayRuns.Add(runs, i, statement.Index, statement.Parsed.Entries);
        foreach (var window in DayRuns.Windows(runs))
        {
            var stored = await StoredEntries.LoadAsync(db, account, window[0].Day, window[^1].Day, ct);
            var byFile = window.GroupBy(run => run.File).OrderBy(of => of.Key).ToArray();
            foreach (var of in byFile)
                Compare(files[of.Key], [.. of], stored, isLast: of == byFile[^1]);
        }
    }

    private static void Compare(MatchedFile file, DayRun[] runs, StoredEntries stored, bool isLast)
    {
        var keys = new DuplicateKey.Maker();
        var candidates = new Candidate[runs.Sum(run => run.Count)];
        var at = 0;
        foreach (var run in runs)
        foreach (var entry in Stretch.Of(file.Statements[run.Statement].Parsed.Entries, run.From, run.Count))
            candidates[at++] = Candidate.Of(entry, keys);
        ReadOnlySpan<EntryMatch> found = stored.Match(candidates, file.Input.File.Format, file.Input.IncludeDoubtful, isLast);
        foreach (var run in runs)
        {
            file.Statements[run.Statement].Matches!.Write(run.From, found[..run.Count]);
            found = found[run.Count..];
        }
    }

    /// <summary>Asks only for accounts in scope, so that nobody learns what others imported.</summary>
    private async Task<DateTime?> AlreadyImportedAsync(MatchedFile file, CancellationToken ct)
    {
        var accounts = file.Statements.Select(s => s.Account!.Id).Distinct().ToArray();
        return await db
            .ImportFiles.Where(f =>
                f.Sha256 == file.Input.File.Sha256
                && f.State == ImportState.Stored
                && db.ImportedStatements.Any(s => s.ImportFileId == f.Id && EF.Parameter(accounts).Contains(s.AccountId))
            )
            .MinAsync(f => (DateTime?)f.ImportedAt, ct);
    }
}
