using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>
/// Creates or changes an own account's master data; it needs no data scope and shows no balance. Another bank, number or bank code of an
/// account that exists needs a fresh code, and waits for a second person (<see cref="DecideAccountChange"/>): own transfers go there.
/// </summary>
public sealed class SaveAccount(PortalDbContext db, Proof proof, Noticeboard board, IAudit audit, PayeeOptions options, TimeProvider clock)
    : IUseCase<SaveAccount.Command, SavedRecord>
{
    /// <param name="Id">Null to create one.</param>
    /// <param name="Number">Account number, IBAN or wallet id; blanks are dropped. An IBAN with wrong check digits is refused.</param>
    /// <param name="BankCode">CNAPS code; refused with <c>bank_code_check</c> when its check digit is wrong.</param>
    /// <param name="Version">As it was read; ignored when creating.</param>
    /// <param name="Code">A fresh one, where bank, number or bank code of an account change.</param>
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
        int Version = 0,
        string? Code = null
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
    )
    {
        public AccountDetails ToDetails() => new(Bank, Number, BankCode);

        public Snapshot With(AccountDetails details) =>
            this with
            {
                Bank = details.BankId,
                Number = details.Number,
                BankCode = details.BankCode,
            };
    }

    private const int MaxNumber = 64;
    private const int MaxShopCode = 64;

    /// <returns>
    /// The warning <c>card_number_check</c> when a number as long as a card's fails the Luhn check, <c>account_change_waits</c> when something
    /// waits for a second person.
    /// </returns>
    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageAccounts))
            return Refusal.Forbidden;
        var read = await ReadAsync(input, ct);
        if (read.Refusal is { } wrong)
            return wrong;
        var wanted = read.Value;
        // Asked before the write begins: a wrong code is counted even when nothing is stored.
        long? codeStep = null;
        if (input.Id is { } known && await IsOtherAsync(known, wanted, ct))
        {
            var spent = await proof.SpendCodeAsync(actor, input.Code, ct);
            if (spent.Refusal is { } wrongCode)
                return wrongCode;
            codeStep = spent.Value;
        }
        await using var write = await db.BeginWriteAsync(ct);
        var account = input.Id is { } id ? await db.Accounts.SingleOrDefaultAsync(a => a.PublicId == id, ct) : New(wanted);
        if (account is null)
            return Refusal.NotFound;
        if (input.Id is not null && account.Version != input.Version)
            return Refusal.Conflict;
        var now = clock.GetUtcNow().UtcDateTime;
        var before = input.Id is null ? null : Of(account);
        var isOther = before is not null && account.Details != wanted.ToDetails();
        // They were the same when the code was asked for.
        if (isOther && codeStep is null)
            return Refusal.Conflict;
        var stored = isOther ? wanted.With(account.Details) : wanted;
        if ((await ClashAsync(account, wanted, ct) ?? await ClashAsync(account, stored, ct)) is { } clash)
            return clash;
        if (isOther && account.Ask(wanted.ToDetails(), actor.PersonId, now).Refusal is { } refusal)
            return refusal;
        Apply(stored, account);
        if (before is null)
        {
            account.Entered(actor.PersonId, now, options.CoolingOff);
            db.Accounts.Add(account);
        }
        if (before != stored)
            audit.Append(
                actor,
                before is null ? "account.created" : "account.changed",
                $"account:{account.PublicId}",
                new { before, after = stored }
            );
        if (isOther)
            await TellAsync(account, wanted.ToDetails(), codeStep, actor, ct);
        if (await db.TrySaveAsync(write, ct) is { } conflict)
            return conflict;
        var isOddCard = CardNumberCheck.LooksLikeCard(wanted.Number) && !CardNumberCheck.IsValid(wanted.Number);
        string[] warnings =
        [
            .. isOddCard ? ["card_number_check"] : Array.Empty<string>(),
            .. isOther ? ["account_change_waits"] : Array.Empty<string>(),
        ];
        return new SavedRecord(account.PublicId, account.Version, warnings);
    }

    private async Task<Result<Snapshot>> ReadAsync(Command input, CancellationToken ct)
    {
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
        var entity = await db.LegalEntities.Where(e => e.PublicId == input.Entity).Select(e => (int?)e.Id).SingleOrDefaultAsync(ct);
        var bank = await db.Banks.Where(b => b.PublicId == input.Bank).Select(b => (int?)b.Id).SingleOrDefaultAsync(ct);
        return entity is null ? Refusal.Invalid("entity", "entity_unknown")
            : bank is null ? Refusal.Invalid("bank", "bank_unknown")
            : wanted with { Entity = entity.Value, Bank = bank.Value };
    }

    private async Task<bool> IsOtherAsync(Guid id, Snapshot wanted, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.PublicId == id, ct);
        return account is not null && account.Details != wanted.ToDetails();
    }

    private async Task TellAsync(Account account, AccountDetails wanted, long? codeStep, Actor actor, CancellationToken ct)
    {
        audit.Append(
            actor,
            "account.change_asked",
            $"account:{account.PublicId}",
            new
            {
                before = account.Details,
                wanted,
                codeStep,
            }
        );
        var deciders = await AccountChanges.DecidersAsync(db, actor.PersonId, ct);
        board.Add(deciders, NoticeKinds.AccountChangeWaits, AccountChanges.Page, account.Name, actor.Name);
    }

    private static Account New(Snapshot wanted) =>
        new()
        {
            Number = wanted.Number,
            Name = wanted.Name,
            CurrencyCode = wanted.CurrencyCode,
        };

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
        if (await AccountChanges.IsTakenAsync(db, account, wanted.ToDetails(), wanted.CurrencyCode, ct))
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
