using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>The person's own saved views, by name.</summary>
public sealed class ListSavedViews(PortalDbContext db) : IUseCase<ListSavedViews.Query, IReadOnlyList<ListSavedViews.Row>>
{
    public sealed record Query;

    /// <param name="QueryString">The filter as it stands in the address, without the question mark.</param>
    public sealed record Row(Guid Id, string Name, string QueryString);

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        return await db
            .SavedViews.Where(view => view.PersonId == actor.PersonId)
            .OrderBy(view => view.Name)
            .Select(view => new Row(view.PublicId, view.Name, view.Query))
            .ToListAsync(ct);
    }
}

/// <summary>Keeps a filter under a name; a view of the person with the same name is replaced.</summary>
public sealed class SaveView(PortalDbContext db, IAudit audit) : IUseCase<SaveView.Command, Guid>
{
    public sealed record Command(string Name, string QueryString);

    public async Task<Result<Guid>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings) || actor.IsSystem)
            return Refusal.Forbidden;
        var name = input.Name.Trim();
        if (name.Length is 0 or > SavedView.MaxName)
            return Refusal.Invalid("name", "name_length", SavedView.MaxName);
        if (input.QueryString.Length > SavedView.MaxQuery)
            return Refusal.Invalid("queryString", "query_length", SavedView.MaxQuery);
        await using var write = await db.BeginWriteAsync(ct);
        var views = await db.SavedViews.Where(v => v.PersonId == actor.PersonId).ToListAsync(ct);
        var view = views.Find(v => string.Equals(v.Name, name, StringComparison.Ordinal));
        if (view is null)
        {
            if (views.Count >= SavedView.MaxPerPerson)
                return Refusal.Invalid("name", "too_many_views", SavedView.MaxPerPerson);
            view = new SavedView
            {
                PersonId = actor.PersonId,
                Name = name,
                Query = input.QueryString,
            };
            db.SavedViews.Add(view);
        }
        view.Query = input.QueryString;
        audit.Append(actor, "view.saved", $"view:{view.PublicId}", new { name, query = input.QueryString });
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return view.PublicId;
    }
}

public sealed class DeleteView(PortalDbContext db, IAudit audit) : IUseCase<DeleteView.Command, Done>
{
    public sealed record Command(Guid Id);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var view = await db.SavedViews.SingleOrDefaultAsync(v => v.PersonId == actor.PersonId && v.PublicId == input.Id, ct);
        if (view is null)
            return Refusal.NotFound;
        db.SavedViews.Remove(view);
        audit.Append(actor, "view.deleted", $"view:{view.PublicId}", new { name = view.Name });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
