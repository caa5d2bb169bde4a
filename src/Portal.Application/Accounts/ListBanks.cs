using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Banks and platforms: all for those who keep the master data, otherwise those where the person has an account in scope.</summary>
public sealed class ListBanks(PortalDbContext db) : IUseCase<ListBanks.Query, IReadOnlyList<ListBanks.Row>>
{
    public sealed record Query;

    public sealed record Row(Guid Id, string Name, string Country, bool IsPlatform, int Version);

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        var seesAll = actor.May(Permission.ManageAccounts);
        if (!seesAll && !actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var visible = db.AccountsVisibleTo(actor);
        return await db
            .Banks.Where(bank => seesAll || visible.Any(account => account.BankId == bank.Id))
            .OrderBy(bank => bank.Name)
            .Select(bank => new Row(bank.PublicId, bank.Name, bank.Country, bank.IsPlatform, bank.Version))
            .ToListAsync(ct);
    }
}
