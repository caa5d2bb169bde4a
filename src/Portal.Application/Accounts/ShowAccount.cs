using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>One account: its header and newest balances.</summary>
public sealed class ShowAccount(PortalDbContext db, TimeProvider clock) : IUseCase<ShowAccount.Query, ShowAccount.Details>
{
    public sealed record Query(Guid Account);

    /// <param name="FirstDay">Day of the oldest stored transaction; null when there is none.</param>
    public sealed record Details(
        Guid Id,
        string Name,
        string Number,
        string CurrencyCode,
        AccountType Type,
        AccountStatus Status,
        string? BankCode,
        string? ShopCode,
        Guid EntityId,
        string EntityName,
        Guid BankId,
        string BankName,
        bool IsPlatform,
        AccountBalances Balances,
        bool IsStale,
        DateOnly? FirstDay,
        DateOnly? LastDay
    );

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var visible = db.AccountsVisibleTo(actor).Where(a => a.PublicId == input.Account);
        var found = await (
            from account in visible.AsNoTracking()
            join entity in db.LegalEntities on account.LegalEntityId equals entity.Id
            join bank in db.Banks on account.BankId equals bank.Id
            select new
            {
                account,
                entity,
                bank,
                First = db.DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == 0).Min(t => (DateOnly?)t.Day),
                Last = db.DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == 0).Max(t => (DateOnly?)t.Day),
            }
        ).SingleOrDefaultAsync(ct);
        if (found is null)
            return Refusal.NotFound;
        var told = (await Balances.NewestAsync(db, visible, ct)).GetValueOrDefault(found.account.Id, AccountBalances.None);
        var now = clock.GetUtcNow().UtcDateTime;
        return new Details(
            found.account.PublicId,
            found.account.Name,
            found.account.Number,
            found.account.CurrencyCode,
            found.account.Type,
            found.account.Status,
            found.account.BankCode,
            found.account.ShopCode,
            found.entity.PublicId,
            found.entity.Name,
            found.bank.PublicId,
            found.bank.Name,
            found.bank.IsPlatform,
            told,
            found.account.Status == AccountStatus.Active && Freshness.IsStale(told.Booked?.AsOf, now),
            found.First,
            found.Last
        );
    }
}
