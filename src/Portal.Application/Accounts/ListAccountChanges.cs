using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Bank details of own accounts that wait for a second person.</summary>
public sealed class ListAccountChanges(PortalDbContext db) : IUseCase<ListAccountChanges.Query, IReadOnlyList<ListAccountChanges.Row>>
{
    public sealed record Query;

    /// <param name="MayAccept">Somebody else asked for it.</param>
    /// <param name="Version">To be handed in with the decision.</param>
    public sealed record Row(
        Guid Account,
        string Name,
        string EntityName,
        string CurrencyCode,
        Details Was,
        Details Wanted,
        string AskedBy,
        DateTime AskedAt,
        bool MayAccept,
        int Version
    );

    public sealed record Details(string BankName, string Number, string? BankCode);

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ConfirmAccounts))
            return Refusal.Forbidden;
        var accounts = await AccountChanges
            .DecidableBy(db, actor)
            .AsNoTracking()
            .Where(a => a.Asked != null)
            .OrderBy(a => a.Name)
            .ThenBy(a => a.Id)
            .ToListAsync(ct);
        var banks = await db.Banks.ToDictionaryAsync(b => b.Id, b => b.Name, ct);
        var entities = await db.LegalEntities.ToDictionaryAsync(e => e.Id, e => e.Name, ct);
        var askers = accounts.ConvertAll(a => a.Asked!.AskedBy).ToArray();
        var people = await db.Users.Where(p => askers.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, ct);
        return accounts.ConvertAll(a => new Row(
            a.PublicId,
            a.Name,
            entities[a.LegalEntityId],
            a.CurrencyCode,
            Told(a.Details),
            Told(a.Asked!.Details),
            people.GetValueOrDefault(a.Asked.AskedBy, ""),
            a.Asked.AskedAt,
            a.Asked.AskedBy != actor.PersonId,
            a.Version
        ));

        Details Told(AccountDetails details) => new(banks[details.BankId], details.Number, details.BankCode);
    }
}
