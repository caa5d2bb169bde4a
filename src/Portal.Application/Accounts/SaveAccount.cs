using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Creates or changes an own account's master data; it needs no data scope and shows no balance.</summary>
public sealed class SaveAccount(PortalDbContext db, IAudit audit) : IUseCase<SaveAccount.Command, SavedRecord>
{
    /// <param name="Id">Null to create one.</param>
    /// <param name="Number">Account number, IBAN or wallet id; blanks are dropped. An IBAN with wrong check digits is refused.</param>
    /// <param name="BankCode">CNAPS code; refused with <c>bank_code_check</c> when its check digit is wrong.</param>
    /// <param name="Version">As it was read; ignored when creating.</param>
    public sealed record Command(
        Guid? Id,
        Guid Entity,
        Guid Bank,
        string Number,
        string Name,
        string CurrencyCode,
        AccountType Type,
        AccountStatus Status = AccountStatus.Active,
        string? BankCode = null,
        string? ShopCode = null,
        int Version = 0
    );

    private sealed record Snapshot(
        int Entity,
        int Bank,
        string Number,
        string Name,
        string CurrencyCode,
        AccountType Type,
        AccountStatus Status,
        string? BankCode,
        string? ShopCode
    );

    private const int MaxNumber = 64;
    private const int MaxShopCode = 64;

    /// <returns>The warning <c>card_number_check</c> when a number as long as a card's fails the Luhn check.</returns>
    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageAccounts))
            return Refusal.Forbidden;
        var wanted = new Snapshot(
            0,
            0,
            string.Concat(input.Number.Where(c => !char.IsWhiteSpace(c) && !char.IsControl(c))),
            input.Name.Trim(),
            input.CurrencyCode,
            input.Type,
            input.Status,
            MasterData.Blank(input.BankCode),
            MasterData.Blank(input.ShopCode)
        );
        if (Check(wanted) is { } wrong)
            return wrong;
        await using var write = await db.BeginWriteAsync(ct);
        var entity = await db.LegalEntities.Where(e => e.PublicId == input.Entity).Select(e => (int?)e.Id).SingleOrDefaultAsync(ct);
        var bank = await db.Banks.Where(b => b.PublicId == input.Bank).Select(b => (int?)b.Id).SingleOrDefaultAsync(ct);
        if (entity is null)
            return Refusal.Invalid("entity", "entity_unknown");
        if (bank is null)
            return Refusal.Invalid("bank", "bank_unknown");
        wanted = wanted with { Entity = entity.Value, Bank = bank.Value };
        var account = input.Id is { } id
            ? await db.Accounts.SingleOrDefaultAsync(a => a.PublicId == id, ct)
            : new Account
            {
                Number = wanted.Number,
                Name = wanted.Name,
                CurrencyCode = wanted.CurrencyCode,
            };
        if (account is null)
            return Refusal.NotFound;
        if (input.Id is null)
            db.Accounts.Add(account);
        else if (account.Version != input.Version)
            return Refusal.Conflict;
        if (await ClashAsync(account, wanted, ct) is { } clash)
            return clash;
        var before = input.Id is null ? null : Of(account);
        Apply(wanted, account);
        audit.Append(
            actor,
            before is null ? "account.created" : "account.changed",
            $"account:{account.PublicId}",
            new { before, after = wanted }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        var isOddCard = CardNumberCheck.LooksLikeCard(wanted.Number) && !CardNumberCheck.IsValid(wanted.Number);
        return new SavedRecord(account.PublicId, account.Version, isOddCard ? ["card_number_check"] : []);
    }

    private static Refusal? Check(Snapshot wanted) =>
        wanted switch
        {
            { Number.Length: 0 or > MaxNumber } => Refusal.Invalid("number", "number_length", MaxNumber),
            { ShopCode.Length: > MaxShopCode } => Refusal.Invalid("shopCode", "shop_code_length", MaxShopCode),
            _ when MasterData.CheckName(wanted.Name) is { } refusal => refusal,
            _ when !Currency.TryFrom(wanted.CurrencyCode, out _) => Refusal.Invalid("currencyCode", "currency_unknown"),
            _ when !Enum.IsDefined(wanted.Type) => Refusal.Invalid("type", "type_unknown"),
            _ when !Enum.IsDefined(wanted.Status) => Refusal.Invalid("status", "status_unknown"),
            _ when wanted.BankCode is { } code && !BankCodeCheck.IsValid(code) => Refusal.Invalid("bankCode", "bank_code_check"),
            _ when IbanCheck.LooksLikeIban(wanted.Number) && !IbanCheck.IsValid(wanted.Number) => Refusal.Invalid("number", "iban_check"),
            _ => null,
        };

    private async Task<Refusal?> ClashAsync(Account account, Snapshot wanted, CancellationToken ct)
    {
        var isTaken = await db.Accounts.AnyAsync(
            a => a.Id != account.Id && a.BankId == wanted.Bank && a.Number == wanted.Number && a.CurrencyCode == wanted.CurrencyCode,
            ct
        );
        if (isTaken)
            return Refusal.Invalid("number", "account_exists");
        // Stored amounts are in the old currency's minor units.
        var isRecoined = !string.Equals(account.CurrencyCode, wanted.CurrencyCode, StringComparison.Ordinal);
        return isRecoined && await db.ImportedStatements.AnyAsync(s => s.AccountId == account.Id, ct)
            ? Refusal.Invalid("currencyCode", "account_has_statements")
            : null;
    }

    private static Snapshot Of(Account a) =>
        new(a.LegalEntityId, a.BankId, a.Number, a.Name, a.CurrencyCode, a.Type, a.Status, a.BankCode, a.ShopCode);

    private static void Apply(Snapshot wanted, Account account)
    {
        (account.LegalEntityId, account.BankId) = (wanted.Entity, wanted.Bank);
        (account.Number, account.Name, account.CurrencyCode) = (wanted.Number, wanted.Name, wanted.CurrencyCode);
        (account.Type, account.Status) = (wanted.Type, wanted.Status);
        (account.BankCode, account.ShopCode) = (wanted.BankCode, wanted.ShopCode);
    }
}
