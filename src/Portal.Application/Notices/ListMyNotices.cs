using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Notices;

/// <summary>What I was told, newest first, by cursor; and how much of it I have not read.</summary>
public sealed class ListMyNotices(PortalDbContext db) : IUseCase<ListMyNotices.Query, ListMyNotices.Page>
{
    public const int MaxSize = 100;

    /// <summary>More are not counted; the page shows "99+".</summary>
    public const int MostCounted = 100;

    /// <param name="Before">The id of the last notice of the page before.</param>
    public sealed record Query(long? Before = null, int Size = 20, bool OnlyUnread = false);

    /// <param name="Unread">At most <see cref="MostCounted"/>.</param>
    /// <param name="Next">Pass it as <see cref="Query.Before"/>; null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Unread, long? Next);

    /// <param name="Args">For <see cref="NoticeTexts.Sentence"/>.</param>
    public sealed record Row(long Id, string Kind, string Args, string Link, DateTime At, bool IsRead);

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        var mine = db.Notices.AsNoTracking().Where(notice => notice.PersonId == actor.PersonId);
        var unread = mine.Where(notice => notice.ReadAt == null);
        var shown = input.OnlyUnread ? unread : mine;
        if (input.Before is { } before)
            shown = shown.Where(notice => notice.Id < before);
        var found = await shown
            .OrderByDescending(notice => notice.Id)
            .Take(input.Size + 1)
            .Select(notice => new Row(notice.Id, notice.Kind, notice.Args, notice.Link, notice.At, notice.ReadAt != null))
            .ToListAsync(ct);
        var rows = found.Take(input.Size).ToArray();
        var count = await unread.OrderBy(notice => notice.Id).Take(MostCounted).CountAsync(ct);
        return new Page(rows, count, found.Count > input.Size ? rows[^1].Id : null);
    }
}

/// <summary>Marks one of my notices as read, or all up to the newest that I was shown.</summary>
public sealed class MarkNoticesRead(PortalDbContext db, TimeProvider clock) : IUseCase<MarkNoticesRead.Command, Done>
{
    /// <param name="Notice">The notice; with <paramref name="AndOlder"/> it and all before it.</param>
    public sealed record Command(long Notice, bool AndOlder = false);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var mine = await db
            .Notices.Where(notice => notice.PersonId == actor.PersonId && notice.ReadAt == null)
            .Where(notice => notice.Id == input.Notice || (input.AndOlder && notice.Id < input.Notice))
            .ToListAsync(ct);
        // Having read something is no change of the portal's state: the trail does not say it.
        foreach (var notice in mine)
            notice.ReadAt = clock.GetUtcNow().UtcDateTime;
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>
/// How many unread notices each of these people has, and the newest of them: what a node asks every moment for the people whose pages it
/// has open. Not the notices themselves; those a page asks for in its own person's name.
/// </summary>
public sealed class UnreadNotices(PortalDbContext db)
{
    public sealed record State(int Count, long Newest);

    public async Task<IReadOnlyDictionary<Guid, State>> OfAsync(IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        var found = await db
            .Notices.Where(notice => people.Contains(notice.PersonId) && notice.ReadAt == null)
            .GroupBy(notice => notice.PersonId)
            .Select(group => new
            {
                group.Key,
                Count = group.Count(),
                Newest = group.Max(notice => notice.Id),
            })
            .ToListAsync(ct);
        return found.ToDictionary(row => row.Key, row => new State(row.Count, row.Newest));
    }
}
