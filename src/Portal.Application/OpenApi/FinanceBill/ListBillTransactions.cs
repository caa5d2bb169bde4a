using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.FinanceBill;

/// <summary><c>finance.getTransactionList</c>: a numbered page of the transactions that a client sees, newest first, with the count of them all.</summary>
public sealed class ListBillTransactions(TransactionReads reads, ClientScopes scopes)
    : IUseCase<ListBillTransactions.Query, ListBillTransactions.Page>
{
    /// <summary>More is served as this.</summary>
    public const int MaxSize = 100;

    /// <param name="Account">Null: all.</param>
    /// <param name="From">UTC, included; null: from the first.</param>
    /// <param name="Before">UTC, not included; null: to the last.</param>
    /// <param name="Shops">Empty: all.</param>
    /// <param name="Number">From 1.</param>
    /// <param name="Size">1 to <see cref="MaxSize"/>.</param>
    public sealed record Query(
        Guid? Account,
        DateTime? From,
        DateTime? Before,
        Direction? Direction,
        IReadOnlyList<string> Shops,
        int Number = 1,
        int Size = 50
    );

    /// <param name="Count">All that match, not the page.</param>
    public sealed record Page(long Count, IReadOnlyList<Row> Rows);

    /// <param name="AmountMinor">Positive is money in.</param>
    /// <param name="BalanceMinor">After it; null where the source told none.</param>
    public sealed record Row(long Id, ScopeAccount Account, DateTime BookedAt, long AmountMinor, long? BalanceMinor, string Text);

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ReadTransactions))
            return Refusal.Forbidden;
        var scope = await scopes.OfAsync(actor, ct);
        ScopeAccount[] accounts;
        if (input.Account is not { } one)
            accounts = [.. scope.Accounts.Values];
        else if (scope.Accounts.TryGetValue(one, out var only))
            accounts = [only];
        else
            return Refusal.NotFound;
        if (input.Shops.Count > 0)
            accounts = Array.FindAll(accounts, a => a.ShopCode is not null && input.Shops.Contains(a.ShopCode, StringComparer.Ordinal));
        if (accounts.Length == 0)
            return new Page(0, []);
        var rows = new NumberedRows(reads, Array.ConvertAll(accounts, a => a.Id), input.From, input.Before, input.Direction);
        var (count, page) = await rows.PageAsync((long)(input.Number - 1) * input.Size, input.Size, ct);
        return new Page(
            count,
            page.ConvertAll(t => new Row(t.Id, scope.ById[t.AccountId], t.BookedAt, t.AmountMinor, t.BalanceMinor, t.Text))
        );
    }
}
