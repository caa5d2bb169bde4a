using FundPortal.Application.Audit;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Importing;

/// <summary>
/// Stores a batch of files, all or nothing, in one transaction: rows, daily totals, balances, statements and audit entries. Everything that
/// the preview checked is checked again inside it.
/// </summary>
public sealed class StoreImport(PortalDbContext db, IServiceProvider services, IAudit audit, TimeProvider clock)
    : IUseCase<StoreImport.Command, IReadOnlyList<StoreImport.Stored>>
{
    /// <param name="AcceptedDifferences">One for each statement that does not add up.</param>
    public sealed record Command(IReadOnlyList<ImportInput> Files, IReadOnlyList<AcceptedDifference> AcceptedDifferences);

    /// <param name="Import">Null when the same file was imported before and brought nothing new.</param>
    /// <param name="DoubtfulLeftOut">Doubtful entries that were not stored.</param>
    public sealed record Stored(string FileName, Guid? Import, int New, int Known, int DoubtfulLeftOut, bool WasKnown);

    /// <returns>What became of each file; or <c>invalid</c> with the file's name, the problem's code, statement and position.</returns>
    public async Task<Result<IReadOnlyList<Stored>>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportStatements))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        await new TransactionStore(db).LockAsync(ct);
        var files = await new ImportMatcher(db).MatchAsync(input.Files, actor, ct);
        try
        {
            if (await ProblemAsync(files, input.AcceptedDifferences, ct) is { } found)
            {
                var (file, problem) = found;
                ImportAudit.Refused(audit, actor, file, problem.Code);
                await db.SaveChangesAsync(ct);
                await write.CommitAsync(ct);
                return Refusal.Invalid(file.FileName, problem.Code, problem.Statement ?? -1, problem.Position ?? -1);
            }
            var stored = await StoreAsync(files, actor, ct);
            await write.CommitAsync(ct);
            return stored;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody changed an account's master data meanwhile; nothing of the batch stays.
            return Refusal.Conflict;
        }
        finally
        {
            ImportMatcher.Forget(files);
        }
    }

    private async Task<List<Stored>> StoreAsync(IReadOnlyList<MatchedFile> files, Actor actor, CancellationToken ct)
    {
        var stored = new List<Stored>(files.Count);
        var rows = new RowsByTime();
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
            stored.Add(await AddAsync(file, isRepeated: !hashes.Add(file.Input.File.Sha256), rows, actor, ct));
        var lookers = services.GetServices<IStoredEntries>().ToArray();
        await new TransactionStore(db).AddAsync(
            rows.Rows(),
            ct,
            async (some, stop) =>
            {
                foreach (var looker in lookers)
                    await looker.HandleAsync(some, stop);
            }
        );
        // Saved before the bases are looked up: the new statements count.
        await db.SaveChangesAsync(ct);
        await AccountBase.RefreshAsync(db, files.SelectMany(f => f.Statements).Select(s => s.Account!.Id).Distinct(), ct);
        await db.SaveChangesAsync(ct);
        return stored;
    }

    private async Task<(ParsedFile File, ImportProblem Problem)?> ProblemAsync(
        IReadOnlyList<MatchedFile> files,
        IReadOnlyList<AcceptedDifference> accepted,
        CancellationToken ct
    )
    {
        foreach (var file in files)
        {
            if (file.Problems.Count > 0)
                return (file.Input.File, file.Problems[0]);
        }
        foreach (var file in files)
        {
            foreach (var statement in file.Statements)
            {
                if (statement.Parsed.DifferenceMinor is not { } difference || difference == 0)
                    continue;
                if (!accepted.Contains(new(file.Input.File.Sha256, statement.Index, difference)))
                    return (file.Input.File, new("difference_not_accepted", statement.Index));
            }
        }
        foreach (var statements in files.SelectMany(f => f.Statements).GroupBy(s => s.Account!.Id))
        {
            var sums = statements.Select(s => EntrySums.Of(s.Parsed.Entries)).ToArray();
            var size = sums.Aggregate(Int128.Zero, (sum, s) => sum + s.InMinor + s.OutMinor);
            var running = await RunningTotals.UpToAsync(
                db,
                db.Accounts.Where(a => a.Id == statements.Key),
                RunningTotals.AllKinds,
                day: null,
                ct
            );
            var before = running.GetValueOrDefault(statements.Key);
            if (size + before.InMinor + before.OutMinor > DailyTotal.MaxRunningMinor)
                return (files[0].Input.File, new("amount_range"));
        }
        return null;
    }

    private async Task<Stored> AddAsync(MatchedFile matched, bool isRepeated, RowsByTime rows, Actor actor, CancellationToken ct)
    {
        var parsed = matched.Input.File;
        var added = matched.Statements.Sum(s => StoredOf(s, matched.Input));
        var leftOut = matched.Input.IncludeDoubtful ? 0 : matched.Statements.Sum(s => s.Count(EntryState.Doubtful));
        var known = matched.Statements.Sum(s => s.Parsed.Entries.Count) - added - leftOut;
        if (added == 0 && (isRepeated || matched.AlreadyImportedAt is not null))
            return new(parsed.FileName, null, 0, known, leftOut, WasKnown: true);
        var file = new ImportFile
        {
            FileName = StorableText.ForColumn(parsed.FileName, 260),
            Format = StorableText.ForColumn(parsed.Format, 40),
            Sha256 = parsed.Sha256,
            Bytes = matched.Input.Bytes,
            ImportedAt = clock.GetUtcNow().UtcDateTime,
            ImportedBy = actor.PersonId,
            ImportedByName = actor.Name,
            NewEntries = added,
            KnownEntries = known + leftOut,
        };
        db.ImportFiles.Add(file);
        ImportAudit.Stored(audit, actor, file, matched);
        // Its id is needed by the rows below.
        await db.SaveChangesAsync(ct);
        foreach (var statement in matched.Statements)
        {
            AddStatement(file, statement, matched.Input);
            rows.Add(statement, file, matched.Input.IncludeDoubtful);
        }
        return new(parsed.FileName, file.PublicId, added, known, leftOut, WasKnown: false);
    }

    private void AddStatement(ImportFile file, MatchedStatement statement, ImportInput input)
    {
        if (statement.Days is not { } days)
            return;
        var parsed = statement.Parsed;
        var added = StoredOf(statement, input);
        db.ImportedStatements.Add(
            new ImportedStatement
            {
                ImportFileId = file.Id,
                AccountId = statement.Account!.Id,
                From = days.From,
                To = days.To,
                OpeningMinor = parsed.OpeningMinor,
                ClosingMinor = parsed.ClosingMinor,
                Entries = parsed.Entries.Count,
                NewEntries = added,
                KnownEntries = parsed.Entries.Count - added,
                IsFinal = parsed.IsFinal,
                DifferenceMinor = parsed.DifferenceMinor,
            }
        );
        var balances = parsed.Balances.Select(b => (b.Kind, b.Day, b.AmountMinor));
        if (parsed is { IsFinal: true, ClosingMinor: { } closing })
            balances = balances.Where(b => b.Kind != BalanceKind.Booked || b.Day != days.To).Append((BalanceKind.Booked, days.To, closing));
        db.AccountBalances.AddRange(
            balances.Select(b => new AccountBalance
            {
                AccountId = statement.Account.Id,
                Kind = b.Kind,
                AsOf = AsOf(b.Day, parsed.IsFinal, file.ImportedAt),
                AmountMinor = b.AmountMinor,
                Source = file.Format,
                ImportFileId = file.Id,
            })
        );
    }

    /// <summary>The last millisecond of the day (the day itself is what people read there); a report of a day that goes on says how it is now.</summary>
    private static DateTime AsOf(DateOnly day, bool isFinal, DateTime now)
    {
        var end = ChinaTime.StartOf(day.AddDays(1)).AddMilliseconds(-1);
        return isFinal || end < now ? end : now;
    }

    private static int StoredOf(MatchedStatement statement, ImportInput input) =>
        statement.Count(EntryState.New) + (input.IncludeDoubtful ? statement.Count(EntryState.Doubtful) : 0);
}
