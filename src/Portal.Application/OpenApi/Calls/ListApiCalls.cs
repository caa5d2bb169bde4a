using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Calls;

/// <summary>The call log, newest first, by cursor; with the alerts of the last days.</summary>
public sealed class ListApiCalls(PortalDbContext db, TimeProvider clock) : IUseCase<ListApiCalls.Query, ListApiCalls.Page>
{
    public const int MaxSize = 200;
    private const int AlertDays = 30;
    private const int MaxAlerts = 20;

    /// <summary>Every part is optional and they join by "and".</summary>
    /// <param name="From">First day in China, included.</param>
    /// <param name="To">Last day in China, included.</param>
    /// <param name="Text">Equal to a method, a code, an address or a request id.</param>
    public sealed record Filter(
        Guid? Client = null,
        DateOnly? From = null,
        DateOnly? To = null,
        string? Text = null,
        bool OnlyRefused = false
    );

    /// <param name="After">A page's <see cref="Page.Next"/>.</param>
    public sealed record Query(Filter Filter, Place? After = null, int Size = 50);

    /// <summary>A place in the order (time, number).</summary>
    public sealed record Place(DateTime At, long Id);

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, IReadOnlyList<Alert> Alerts, IReadOnlyList<Client> Clients, Place? Next);

    /// <param name="Name">Null when nobody was recognised.</param>
    public sealed record Row(ApiCall Call, string? Name);

    public sealed record Alert(Guid Client, string Name, ApiAlertKind Kind, string Detail, DateTime At);

    public sealed record Client(Guid Id, string Name);

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewApiCalls))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        var (filter, calls) = (input.Filter, db.ApiCalls.AsNoTracking());
        if (filter.Text is { Length: > ApiCall.MaxMethod })
            return Refusal.Invalid("text", "text_too_long", ApiCall.MaxMethod);
        if (filter.From > filter.To)
            return Refusal.Invalid("period", "period_reversed");
        if (filter.Client is { } client)
            calls = calls.Where(c => c.ClientId == client);
        if (filter.From is { } from && from > DateOnly.MinValue)
        {
            var start = ChinaTime.StartOf(from);
            calls = calls.Where(c => c.At >= start);
        }
        if (filter.To is { } to && to < DateOnly.MaxValue)
        {
            var end = ChinaTime.StartOf(to.AddDays(1));
            calls = calls.Where(c => c.At < end);
        }
        if (filter.OnlyRefused)
            calls = calls.Where(c => c.Code != ApiUsage.Success);
        if (filter.Text is { Length: > 0 } text)
            calls = calls.Where(c => c.Method == text || c.Code == text || c.Address == text || c.RequestId == text);
        if (input.After is { } place)
            calls = calls.Where(c => c.At <= place.At && (c.At < place.At || c.Id < place.Id));
        var found = await calls.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(input.Size + 1).ToListAsync(ct);
        var clients = await db.ApiClients.OrderBy(c => c.Name).Select(c => new Client(c.Id, c.Name)).ToListAsync(ct);
        var names = clients.ToDictionary(c => c.Id, c => c.Name);
        var rows = found.Take(input.Size).Select(c => new Row(c, c.ClientId is { } id ? names.GetValueOrDefault(id) : null)).ToList();
        var since = clock.GetUtcNow().UtcDateTime.AddDays(-AlertDays);
        var alerts = await db
            .ApiAlerts.AsNoTracking()
            .Where(a => a.At >= since && (filter.Client == null || a.ClientId == filter.Client))
            .OrderByDescending(a => a.At)
            .Take(MaxAlerts)
            .ToListAsync(ct);
        return new Page(
            rows,
            alerts.ConvertAll(a => new Alert(a.ClientId, names.GetValueOrDefault(a.ClientId, ""), a.Kind, a.Detail, a.At)),
            clients,
            found.Count > input.Size ? new Place(found[input.Size - 1].At, found[input.Size - 1].Id) : null
        );
    }
}
