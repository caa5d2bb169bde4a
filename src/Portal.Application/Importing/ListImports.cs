using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

/// <summary>The history of imports (what channels read has a page of its own) that concern accounts in scope, newest first, by cursor. Counts are of those accounts only.</summary>
public sealed class ListImports(PortalDbContext db) : IUseCase<ListImports.Query, ListImports.Page>
{
    public const int MaxSize = 100;

    /// <param name="After">The id of the last import of the page before.</param>
    public sealed record Query(Guid? After = null, int Size = 30);

    /// <param name="Next">Pass it as <see cref="Query.After"/>; null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, Guid? Next);

    public sealed record Row(
        Guid Id,
        string FileName,
        string Format,
        DateTime ImportedAt,
        string ImportedBy,
        ImportState State,
        DateTime? UndoneAt,
        bool IsPinned,
        int Accounts,
        int NewEntries,
        int KnownEntries
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        var visible = db.AccountsVisibleTo(actor);
        var statements = db.ImportedStatements.Where(s => visible.Any(a => a.Id == s.AccountId));
        var files = db.ImportFiles.Where(f => f.ChannelId == null && statements.Any(s => s.ImportFileId == f.Id));
        if (input.After is { } after)
        {
            var last = await files.Where(f => f.PublicId == after).Select(f => (long?)f.Id).SingleOrDefaultAsync(ct);
            if (last is null)
                return Refusal.NotFound;
            files = files.Where(f => f.Id < last);
        }
        var found = await files.AsNoTracking().OrderByDescending(f => f.Id).Take(input.Size + 1).ToListAsync(ct);
        var ids = found.ConvertAll(f => f.Id).ToArray();
        var counts = await statements
            .Where(s => EF.Parameter(ids).Contains(s.ImportFileId))
            .GroupBy(s => s.ImportFileId)
            .Select(g => new
            {
                g.Key,
                Accounts = g.Select(s => s.AccountId).Distinct().Count(),
                New = g.Sum(s => s.NewEntries),
                Known = g.Sum(s => s.KnownEntries),
            })
            .ToDictionaryAsync(c => c.Key, ct);
        var rows = found
            .Take(input.Size)
            .Select(f => new Row(
                f.PublicId,
                f.FileName,
                f.Format,
                f.ImportedAt,
                f.ImportedByName,
                f.State,
                f.UndoneAt,
                f.IsPinned,
                counts[f.Id].Accounts,
                counts[f.Id].New,
                counts[f.Id].Known
            ))
            .ToList();
        return new Page(rows, found.Count > input.Size ? rows[^1].Id : null);
    }
}
