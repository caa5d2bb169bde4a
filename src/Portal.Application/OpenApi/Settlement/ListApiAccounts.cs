using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>The accounts in a client's scope with their newest balances, oldest account first, by cursor.</summary>
public sealed class ListApiAccounts(PortalDbContext db) : IUseCase<ListApiAccounts.Query, ListApiAccounts.Page>
{
    public const int MaxLimit = 500;

    /// <param name="Cursor">A page's <see cref="Page.Next"/>; null for the first.</param>
    public sealed record Query(int Limit, string? Cursor);

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, string? Next);

    public sealed record Row(
        Guid Account,
        string Name,
        string Number,
        string EntityName,
        string BankName,
        string CurrencyCode,
        AccountStatus Status,
        AccountBalances Balances
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ReadBalances))
            return Refusal.Forbidden;
        if (input.Limit is < 1 or > MaxLimit)
            return Refusal.Invalid("limit", "limit_range", MaxLimit);
        Span<long> place = stackalloc long[1];
        if (input.Cursor is not null && !OpaqueCursor.TryRead(input.Cursor, place))
            return Refusal.Invalid("cursor", "cursor_format");
        var after = place[0];
        var found = await (
            from account in db.AccountsVisibleTo(actor).AsNoTracking()
            join entity in db.LegalEntities on account.LegalEntityId equals entity.Id
            join bank in db.Banks on account.BankId equals bank.Id
            where account.Id > after
            orderby account.Id
            select new
            {
                Account = account,
                Entity = entity.Name,
                Bank = bank.Name,
            }
        )
            .Take(input.Limit + 1)
            .ToListAsync(ct);
        var hasMore = found.Count > input.Limit;
        if (hasMore)
            found.RemoveAt(input.Limit);
        var ids = found.Select(row => row.Account.Id).ToArray();
        var balances = await Balances.NewestAsync(db, db.Accounts.Where(account => EF.Parameter(ids).Contains(account.Id)), ct);
        return new Page(
            found.ConvertAll(row => new Row(
                row.Account.PublicId,
                row.Account.Name,
                row.Account.Number,
                row.Entity,
                row.Bank,
                row.Account.CurrencyCode,
                row.Account.Status,
                balances.GetValueOrDefault(row.Account.Id, AccountBalances.None)
            )),
            hasMore ? OpaqueCursor.Write(found[^1].Account.Id) : null
        );
    }
}
