using FundPortal.Application.Data;
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
/// <param name="Entries">Empty while the batch has problems: nothing is compared then.</param>
internal sealed record MatchedStatement(
    int Index,
    ParsedStatement Parsed,
    Account? Account,
    DayRange? Days,
    IReadOnlyList<MatchedEntry> Entries
)
{
    public int Count(EntryState state) => Entries.Count(e => e.State == state);
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
        var stored = await LoadStoredAsync(files, ct);
        for (var i = 0; i < files.Count; i++)
        {
            files[i] = Compare(files[i], stored) with { AlreadyImportedAt = await AlreadyImportedAsync(files[i], ct) };
        }
        return files;
    }

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
            statements.Add(new(index, parsed, account, StatementLimits.DaysOf(parsed), []));
        }
        return new(input, null, statements, problems);
    }

    private async Task<Dictionary<int, StoredEntries>> LoadStoredAsync(List<MatchedFile> files, CancellationToken ct)
    {
        var stored = new Dictionary<int, StoredEntries>();
        var byAccount = files.SelectMany(file => file.Statements).Where(s => s.Parsed.Entries.Count > 0).GroupBy(s => s.Account!.Id);
        foreach (var statements in byAccount)
        {
            var days = statements.SelectMany(s => s.Parsed.Entries).Select(e => e.BookingDate).ToArray();
            stored[statements.Key] = await StoredEntries.LoadAsync(db, statements.Key, days.Min(), days.Max(), ct);
        }
        return stored;
    }

    /// <summary>An account's entries of the whole file are compared together: ordinals count within the file, not within a statement.</summary>
    private static MatchedFile Compare(MatchedFile file, Dictionary<int, StoredEntries> stored)
    {
        var matched = new Dictionary<int, MatchedStatement>();
        foreach (var statements in file.Statements.GroupBy(s => s.Account!.Id))
        {
            if (!stored.TryGetValue(statements.Key, out var known))
                continue;
            var entries = statements.SelectMany(s => s.Parsed.Entries).ToArray();
            var results = new ArraySegment<MatchedEntry>(known.Match(entries, file.Input.File.Format, file.Input.IncludeDoubtful));
            foreach (var statement in statements)
            {
                var count = statement.Parsed.Entries.Count;
                matched[statement.Index] = statement with { Entries = results[..count] };
                results = results[count..];
            }
        }
        return file with { Statements = file.Statements.Select(s => matched.GetValueOrDefault(s.Index, s)).ToList() };
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
