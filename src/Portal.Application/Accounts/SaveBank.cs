using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Creates or changes a bank or payment platform.</summary>
public sealed class SaveBank(PortalDbContext db, IAudit audit) : IUseCase<SaveBank.Command, SavedRecord>
{
    /// <param name="Id">Null to create one.</param>
    /// <param name="Country">Two letters (ISO 3166-1).</param>
    /// <param name="Version">As it was read; ignored when creating.</param>
    public sealed record Command(Guid? Id, string Name, string Country, bool IsPlatform, int Version = 0);

    private sealed record Snapshot(string Name, string Country, bool IsPlatform);

    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageAccounts))
            return Refusal.Forbidden;
        var name = input.Name.Trim();
        if (MasterData.CheckName(name) is { } refusal)
            return refusal;
        var country = input.Country.Trim().ToUpperInvariant();
        if (country.Length != 2 || !country.All(char.IsAsciiLetterUpper))
            return Refusal.Invalid("country", "country_format");
        Bank? bank;
        Snapshot? before = null;
        if (input.Id is { } id)
        {
            bank = await db.Banks.SingleOrDefaultAsync(b => b.PublicId == id, ct);
            if (bank is null)
                return Refusal.NotFound;
            if (bank.Version != input.Version)
                return Refusal.Conflict;
            before = Of(bank);
        }
        else
        {
            bank = new Bank { Name = name, Country = country };
            db.Banks.Add(bank);
        }
        (bank.Name, bank.Country, bank.IsPlatform) = (name, country, input.IsPlatform);
        audit.Append(actor, before is null ? "bank.created" : "bank.changed", $"bank:{bank.PublicId}", new { before, after = Of(bank) });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Conflict;
        }
        return new SavedRecord(bank.PublicId, bank.Version, []);
    }

    private static Snapshot Of(Bank bank) => new(bank.Name, bank.Country, bank.IsPlatform);
}
