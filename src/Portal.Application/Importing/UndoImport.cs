using FundPortal.Application.Audit;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Importing;

/// <summary>
/// Takes a whole import back: its rows, statements and balances. Refused with <c>import_undone</c> (it was already), <c>import_pinned</c> (something
/// was exported or matched from it) or <c>import_overlapped</c> (a later import left out entries because this one had brought them: undo that first).
/// </summary>
public sealed class UndoImport(PortalDbContext db, IServiceProvider services, IAudit audit, TimeProvider clock)
    : IUseCase<UndoImport.Command, Done>
{
    public sealed record Command(Guid Import);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ImportStatements))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var store = new TransactionStore(db);
        await store.LockAsync(ct);
        var file = await db.ImportFiles.SingleOrDefaultAsync(f => f.PublicId == input.Import, ct);
        if (file is null)
            return Refusal.NotFound;
        var accounts = await AccountsOf(file).ToListAsync(ct);
        var visible = await db.AccountsVisibleTo(actor).CountAsync(a => EF.Parameter(accounts).Contains(a.Id), ct);
        // Somebody who sees only part of it may look at that part, but not take the whole back.
        if (visible == 0)
            return Refusal.NotFound;
        if (visible < accounts.Count)
            return Refusal.Forbidden;
        if (await WhyNotAsync(file, ct) is { } reason)
            return new Refusal(reason);
        foreach (var looker in services.GetServices<IStoredEntries>())
            await looker.UndoneAsync(file.Id, ct);
        await store.RemoveImportAsync(file.Id, ct);
        db.AccountBalances.RemoveRange(await db.AccountBalances.Where(b => b.ImportFileId == file.Id).ToListAsync(ct));
        file.State = ImportState.Undone;
        file.UndoneAt = clock.GetUtcNow().UtcDateTime;
        ImportAudit.Undone(audit, actor, file, file.NewEntries);
        try
        {
            // Saved before the bases are looked up: an undone file's statements no longer count.
            await db.SaveChangesAsync(ct);
            await AccountBase.RefreshAsync(db, accounts, ct);
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        return default(Done);
    }

    private IQueryable<int> AccountsOf(ImportFile file) =>
        db.ImportedStatements.Where(s => s.ImportFileId == file.Id).Select(s => s.AccountId).Distinct();

    private async Task<string?> WhyNotAsync(ImportFile file, CancellationToken ct)
    {
        if (file.State == ImportState.Undone)
            return "import_undone";
        if (file.IsPinned)
            return "import_pinned";
        var isOverlapped = await (
            from mine in db.ImportedStatements
            from later in db.ImportedStatements
            join other in db.ImportFiles on later.ImportFileId equals other.Id
            where
                mine.ImportFileId == file.Id
                && later.AccountId == mine.AccountId
                && later.ImportFileId > file.Id
                && later.KnownEntries > 0
                && later.From <= mine.To
                && later.To >= mine.From
                && other.State == ImportState.Stored
            select later.Id
        ).AnyAsync(ct);
        return isOverlapped ? "import_overlapped" : null;
    }
}
