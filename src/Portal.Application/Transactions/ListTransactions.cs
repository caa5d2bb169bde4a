using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

/// <summary>A page of transactions, newest first, by cursor.</summary>
public sealed class ListTransactions(Lazy<PortalDbContext> db, ScopeReads scope, TransactionReads reads)
    : IUseCase<ListTransactions.Query, ListTransactions.Page>
{
    public const int MaxSize = 200;

    /// <param name="After">A page's <see cref="Page.Next"/>: the rows older than it.</param>
    /// <param name="Before">A page's <see cref="Page.Previous"/>: the rows newer than it. At most one of the two is set.</param>
    /// <param name="Size">1 to <see cref="MaxSize"/>.</param>
    public sealed record Query(TransactionFilter Filter, string? After = null, string? Before = null, int Size = 50);

    /// <param name="Next">Cursor of the older page; null on the last.</param>
    /// <param name="Previous">Cursor of the newer page; null on the first.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, string? Next, string? Previous);

    /// <param name="BookedAt">UTC; midnight in China where the source tells no time of day.</param>
    /// <param name="Balance">The account's booked balance after this row; only when one account is chosen and its balance is known.</param>
    public sealed record Row(
        long Id,
        Guid AccountId,
        string AccountName,
        string AccountNumber,
        DateTime BookedAt,
        DateOnly BookingDate,
        Money Amount,
        TransactionKind Kind,
        bool IsReversal,
        string Counterparty,
        string Text,
        Money? Balance,
        bool IsProvisional = false
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        TransactionCursor? cursor = null;
        if ((input.Before ?? input.After) is { Length: > 0 } text)
        {
            if (!TransactionCursor.TryParse(text, out var place))
                return Refusal.Invalid(input.Before is null ? "after" : "before", "cursor_format");
            cursor = place;
        }
        var isBackward = input.Before is not null && cursor is not null;
        // One row more than asked tells whether there is a further page.
        var found = await FindAsync(input, cursor, isBackward, actor, ct);
        if (!found.IsOk)
            return found.Refusal!;
        var (filter, rows) = found.Value;
        var hasMore = rows.Count > input.Size;
        if (hasMore)
            rows.RemoveAt(isBackward ? 0 : rows.Count - 1);
        var hasOlder = isBackward || hasMore;
        var hasNewer = isBackward ? hasMore : cursor is not null;
        var next = rows.Count > 0 && hasOlder ? TransactionCursor.Of(rows[^1]).ToString() : null;
        var previous = rows.Count > 0 && hasNewer ? TransactionCursor.Of(rows[0]).ToString() : null;
        return new Page(await ShowAsync(filter, rows, actor, ct), next, previous);
    }

    private async Task<Result<(ReadFilter Filter, List<BankTransaction> Rows)>> FindAsync(
        Query input,
        TransactionCursor? cursor,
        bool isBackward,
        Actor actor,
        CancellationToken ct
    )
    {
        if (input.Filter is { Accounts.Count: 0, Entity: null } && !actor.IsSystem)
        {
            var all = FilterReader.Of(input.Filter);
            if (!all.IsOk)
                return all.Refusal!;
            // Hundreds of accounts need not be told to the portal and back for rows of a few of them.
            if (all.Value.IsPlain && await scope.CountAsync(actor, ct) > TransactionPages.SeekAccounts)
                return (
                    all.Value,
                    await TransactionPages.ReadScopeAsync(reads, all.Value, actor.PersonId, cursor, isBackward, input.Size + 1, ct)
                );
        }
        var read = await FilterReader.ReadAsync(db, scope, input.Filter, actor, ct);
        if (!read.IsOk)
            return read.Refusal!;
        return (read.Value, await TransactionPages.ReadAsync(db, reads, read.Value, cursor, isBackward, input.Size + 1, ct));
    }

    private async Task<List<Row>> ShowAsync(ReadFilter filter, List<BankTransaction> rows, Actor actor, CancellationToken ct)
    {
        if (rows.Count == 0)
            return [];
        var accounts = (await scope.ShownAsync(actor, rows.Select(row => row.AccountId).Distinct(), ct)).ToDictionary(a => a.Id);
        // Taken out of scope since the rows were read.
        rows.RemoveAll(row => !accounts.ContainsKey(row.AccountId));
        var balances =
            filter.AccountIds.Length == 1 && rows.Count > 0
                ? await AccountBalanceAfter.OfPageAsync(reads, accounts[rows[0].AccountId], rows, filter.HidesNothing, ct)
                : [];
        return rows.ConvertAll(row =>
        {
            var account = accounts[row.AccountId];
            return new Row(
                row.Id,
                account.PublicId,
                account.Name,
                account.Number,
                row.BookedAt,
                row.BookingDate,
                account.Amount(row.AmountMinor),
                row.Kind,
                row.IsReversal,
                row.Counterparty,
                row.Text,
                balances.TryGetValue(row.Id, out var balance) ? account.Amount(balance) : null,
                row.IsProvisional
            );
        });
    }
}
