using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>A page of one account's transactions, newest first, by cursor: however deep, it costs what the first one costs.</summary>
public sealed class ListApiTransactions(Lazy<PortalDbContext> db, TransactionReads reads, ClientScopes scopes)
    : IUseCase<ListApiTransactions.Query, ListApiTransactions.Page>
{
    public const int MaxLimit = 500;

    /// <param name="Filter">Names no account and no entity.</param>
    /// <param name="Cursor">A page's <see cref="Page.Next"/>; null for the newest rows.</param>
    public sealed record Query(Guid Account, TransactionFilter Filter, int Limit, string? Cursor);

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(Currency Currency, IReadOnlyList<BankTransaction> Rows, string? Next);

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ReadTransactions))
            return Refusal.Forbidden;
        var read = Read(input);
        if (read.Refusal is { } refusal)
            return refusal;
        var scope = await scopes.OfAsync(actor, ct);
        if (!scope.Accounts.TryGetValue(input.Account, out var account))
            return Refusal.NotFound;
        var filter = read.Value.Filter.Over(new() { [account.Id] = account.Currency });
        // One row more than asked tells whether there is a further page.
        var rows = await TransactionPages.ReadAsync(db, reads, filter, read.Value.Cursor, isBackward: false, input.Limit + 1, ct);
        return PageOf(account.Currency, rows, input.Limit);
    }

    /// <summary>A query whose parts are right; its filter names no account yet.</summary>
    internal sealed record Asked(ReadFilter Filter, TransactionCursor? Cursor);

    internal static Result<Asked> Read(Query input)
    {
        if (input.Limit is < 1 or > MaxLimit)
            return Refusal.Invalid("limit", "limit_range", MaxLimit);
        if (input.Filter is { From: { } from, To: { } to } && from > to)
            return Refusal.Invalid("period", "period_reversed");
        if (!TryPlace(input.Cursor, out var cursor))
            return Refusal.Invalid("cursor", "cursor_format");
        var filter = FilterReader.Of(input.Filter);
        return filter.Refusal is { } refusal ? refusal : new Asked(filter.Value, cursor);
    }

    /// <param name="rows">Newest first, one more than <paramref name="limit"/> when there are more.</param>
    internal static Page PageOf(Currency currency, List<BankTransaction> rows, int limit)
    {
        var hasMore = rows.Count > limit;
        if (hasMore)
            rows.RemoveAt(limit);
        return new Page(
            currency,
            rows,
            hasMore ? OpaqueCursor.Write(new DateTimeOffset(rows[^1].BookedAt, TimeSpan.Zero).ToUnixTimeMilliseconds(), rows[^1].Id) : null
        );
    }

    private static bool TryPlace(string? text, out TransactionCursor? cursor)
    {
        cursor = null;
        Span<long> place = stackalloc long[2];
        if (text is null)
            return true;
        if (!OpaqueCursor.TryRead(text, place))
            return false;
        // A made-up place may lie outside what an instant can be.
        if (place[0] < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || place[0] > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return false;
        cursor = new(DateTimeOffset.FromUnixTimeMilliseconds(place[0]).UtcDateTime, place[1]);
        return true;
    }
}
