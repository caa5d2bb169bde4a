using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.FinanceBill;

/// <summary><c>finance.getAccountBalance</c>: the booked balances of the accounts that a client sees.</summary>
public sealed class ListBillBalances(PortalDbContext db, ClientScopes scopes)
    : IUseCase<ListBillBalances.Query, IReadOnlyList<ListBillBalances.Row>>
{
    /// <param name="Account">Null: all.</param>
    public sealed record Query(Guid? Account, AccountType? Type);

    /// <param name="Balance">Null where no source told one yet.</param>
    public sealed record Row(ScopeAccount Account, Money? Balance);

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ReadBalances))
            return Refusal.Forbidden;
        var scope = await scopes.OfAsync(actor, ct);
        if (input.Account is { } one && !scope.Accounts.ContainsKey(one))
            return Refusal.NotFound;
        var wanted = scope
            .Accounts.Values.Where(a =>
                (input.Account is null || a.PublicId == input.Account) && (input.Type is null || a.Type == input.Type)
            )
            .OrderBy(a => a.Id)
            .ToList();
        var ids = wanted.ConvertAll(a => a.Id);
        var balances = await Balances.NewestAsync(db, db.Accounts.Where(a => ids.Contains(a.Id)), ct);
        return wanted.ConvertAll(a => new Row(a, balances.GetValueOrDefault(a.Id)?.Booked?.Amount));
    }
}
