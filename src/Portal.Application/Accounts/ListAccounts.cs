using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>The accounts in the person's data scope with their newest balances, ordered by entity (tree), bank, currency and number.</summary>
public sealed class ListAccounts(PortalDbContext db, TimeProvider clock) : IUseCase<ListAccounts.Query, IReadOnlyList<ListAccounts.Row>>
{
    public sealed record Query;

    /// <param name="IsStale">True for an active account whose booked balance is old or was never told.</param>
    public sealed record Row(
        Guid Id,
        string Name,
        string Number,
        string CurrencyCode,
        AccountType Type,
        AccountStatus Status,
        string? ShopCode,
        Guid EntityId,
        string EntityName,
        Guid BankId,
        string BankName,
        bool IsPlatform,
        AccountBalances Balances,
        bool IsStale
    );

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var visible = db.AccountsVisibleTo(actor);
        var accounts = await (
            from account in visible.AsNoTracking()
            join entity in db.LegalEntities on account.LegalEntityId equals entity.Id
            join bank in db.Banks on account.BankId equals bank.Id
            orderby entity.Path, bank.Name, account.CurrencyCode, account.Number
            select new
            {
                account,
                entity,
                bank,
            }
        ).ToListAsync(ct);
        var balances = await Balances.NewestAsync(db, visible, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        return accounts.ConvertAll(found =>
        {
            var (account, entity, bank) = (found.account, found.entity, found.bank);
            var told = balances.GetValueOrDefault(account.Id, AccountBalances.None);
            return new Row(
                account.PublicId,
                account.Name,
                account.Number,
                account.CurrencyCode,
                account.Type,
                account.Status,
                account.ShopCode,
                entity.PublicId,
                entity.Name,
                bank.PublicId,
                bank.Name,
                bank.IsPlatform,
                told,
                account.Status == AccountStatus.Active && Freshness.IsStale(told.Booked?.AsOf, now)
            );
        });
    }
}
