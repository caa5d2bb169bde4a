using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Every account's master data, for those who keep it: no balances, no transactions, no data scope.</summary>
public sealed class ListAccountRecords(PortalDbContext db) : IUseCase<ListAccountRecords.Query, IReadOnlyList<ListAccountRecords.Row>>
{
    public sealed record Query;

    /// <param name="HasChange">Other bank details wait for a second person.</param>
    public sealed record Row(
        Guid Id,
        Guid Entity,
        string EntityName,
        Guid Bank,
        string BankName,
        string Number,
        string Name,
        string CurrencyCode,
        AccountType Type,
        AccountStatus Status,
        string? BankCode,
        string? ShopCode,
        bool HasChange,
        int Version
    );

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageAccounts))
            return Refusal.Forbidden;
        return await (
            from account in db.Accounts
            join entity in db.LegalEntities on account.LegalEntityId equals entity.Id
            join bank in db.Banks on account.BankId equals bank.Id
            orderby entity.Path, bank.Name, account.CurrencyCode, account.Number
            select new Row(
                account.PublicId,
                entity.PublicId,
                entity.Name,
                bank.PublicId,
                bank.Name,
                account.Number,
                account.Name,
                account.CurrencyCode,
                account.Type,
                account.Status,
                account.BankCode,
                account.ShopCode,
                account.Asked != null,
                account.Version
            )
        ).ToListAsync(ct);
    }
}
