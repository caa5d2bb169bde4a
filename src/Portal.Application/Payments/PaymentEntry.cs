using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>A payment as somebody typed it, unchecked. Payroll comes from a file only.</summary>
/// <param name="Payee">For transfers.</param>
/// <param name="ToAccount">For own transfers.</param>
/// <param name="Amount">As typed: <c>1,234.50</c>.</param>
/// <param name="Currency">ISO 4217; null: the payer account's. Any other than that is refused.</param>
/// <param name="PayOn">Bank date; null: as soon as it is approved.</param>
public sealed record PaymentEntry(
    PaymentType Type,
    Guid Account,
    Guid? Payee,
    Guid? ToAccount,
    string? Amount,
    string? Purpose,
    string? Reference = null,
    string? DuplicateReason = null,
    DateOnly? PayOn = null,
    string? Currency = null
);

/// <summary>What was read of an entry.</summary>
/// <param name="Order">Null when there are problems.</param>
/// <param name="Problems">Each names its field.</param>
public sealed record ReadEntry(PaymentOrder? Order, Account? Account, Payee? Payee, IReadOnlyList<Refusal> Problems);

/// <summary>Checks an entry field by field, within what the person may see: a foreign account or payee is an unknown one.</summary>
public sealed class PaymentEntryReader(PortalDbContext db, TimeProvider clock)
{
    /// <summary>Further ahead is a typing error.</summary>
    private const int MaxDaysAhead = 366;

    public async Task<ReadEntry> ReadAsync(PaymentEntry entry, Actor actor, CancellationToken ct)
    {
        var problems = new List<Refusal>();
        var account = await db.AccountsVisibleTo(actor).SingleOrDefaultAsync(a => a.PublicId == entry.Account, ct);
        if (account is null)
            problems.Add(Refusal.Invalid("account", entry.Account == Guid.Empty ? "account_required" : "account_unknown"));
        else if (account.Status != AccountStatus.Active)
            problems.Add(Refusal.Invalid("account", "account_closed"));
        var amount = Amount(entry, account, problems);
        var (purpose, reference) = Texts(entry, problems);
        CheckDay(entry.PayOn, problems);
        Payee? payee = null;
        Account? to = null;
        if (entry.Type == PaymentType.Transfer)
            payee = await PayeeAsync(entry, account, actor, problems, ct);
        else if (entry.Type == PaymentType.OwnTransfer)
            to = await TargetAsync(entry, account, actor, problems, ct);
        else
            problems.Add(Refusal.Invalid("type", "type_unknown"));
        if (problems.Count > 0)
            return new ReadEntry(null, account, payee, problems);
        var details = payee?.Details ?? await Targets.DetailsAsync(db, to!, ct);
        var order = new PaymentOrder(
            entry.Type,
            account!.Id,
            payee?.Id,
            to?.Id,
            details,
            amount!.Value,
            purpose,
            reference,
            MasterData.Blank(entry.DuplicateReason),
            entry.PayOn,
            (payee?.DetailsBy ?? to?.DetailsBy) is { } changer ? [changer] : [],
            []
        );
        return new ReadEntry(order, account, payee, []);
    }

    internal static Money? Amount(PaymentEntry entry, Account? account, List<Refusal> problems)
    {
        if (entry.Currency is { } code && !Currency.TryFrom(code, out _))
            problems.Add(Refusal.Invalid("currency", "currency_unknown"));
        else if (
            entry.Currency is { } other
            && account is not null
            && !string.Equals(other, account.CurrencyCode, StringComparison.Ordinal)
        )
            problems.Add(Refusal.Invalid("currency", "currency_not_accounts", account.CurrencyCode));
        var read = AmountText.Parse(entry.Amount, account?.Currency ?? Currency.Cny);
        if (read.Refusal is { } refusal)
            problems.Add(refusal);
        else if (read.Value.Minor == 0)
            problems.Add(Refusal.Invalid("amount", "amount_zero"));
        else if (read.Value.Minor < 0)
            problems.Add(Refusal.Invalid("amount", "amount_negative"));
        else
            return read.Value;
        return null;
    }

    internal static (string Purpose, string? Reference) Texts(PaymentEntry entry, List<Refusal> problems)
    {
        var (purpose, reference) = (entry.Purpose?.Trim() ?? "", MasterData.Blank(entry.Reference));
        if (purpose.Length is 0 or > PaymentLimits.Purpose)
            problems.Add(Refusal.Invalid("purpose", "purpose_length", PaymentLimits.Purpose));
        else if (!PlainLine.Is(purpose))
            problems.Add(Refusal.Invalid("purpose", "text_characters"));
        if (reference is { Length: > PaymentLimits.Reference })
            problems.Add(Refusal.Invalid("reference", "reference_length", PaymentLimits.Reference));
        else if (reference is not null && !PlainLine.Is(reference))
            problems.Add(Refusal.Invalid("reference", "text_characters"));
        if (entry.DuplicateReason is { Length: > PaymentLimits.Comment })
            problems.Add(Refusal.Invalid("duplicateReason", "comment_length", PaymentLimits.Comment));
        return (purpose, reference);
    }

    internal void CheckDay(DateOnly? payOn, List<Refusal> problems)
    {
        var today = ChinaTime.Today(clock);
        if (payOn < today)
            problems.Add(Refusal.Invalid("payOn", "pay_on_past"));
        else if (payOn > today.AddDays(MaxDaysAhead))
            problems.Add(Refusal.Invalid("payOn", "pay_on_far", MaxDaysAhead));
    }

    private async Task<Payee?> PayeeAsync(PaymentEntry entry, Account? account, Actor actor, List<Refusal> problems, CancellationToken ct)
    {
        var payee = entry.Payee is { } id ? await db.PayeesVisibleTo(actor).SingleOrDefaultAsync(p => p.PublicId == id, ct) : null;
        if (payee is null)
            problems.Add(Refusal.Invalid("payee", entry.Payee is null ? "payee_required" : "payee_unknown"));
        else if (payee.IsBlocked)
            problems.Add(Refusal.Invalid("payee", "payee_blocked"));
        else if (account is not null && !await db.Payees.Where(p => p.Id == payee.Id).PayableFrom(db, account).AnyAsync(ct))
            problems.Add(Refusal.Invalid("payee", "payee_not_for_account"));
        return payee;
    }

    private async Task<Account?> TargetAsync(PaymentEntry entry, Account? from, Actor actor, List<Refusal> problems, CancellationToken ct)
    {
        var to = entry.ToAccount is { } id ? await db.AccountsVisibleTo(actor).SingleOrDefaultAsync(a => a.PublicId == id, ct) : null;
        if (to is null)
            problems.Add(Refusal.Invalid("toAccount", entry.ToAccount is null ? "to_account_required" : "account_unknown"));
        else if (to.Status != AccountStatus.Active)
            problems.Add(Refusal.Invalid("toAccount", "account_closed"));
        else if (from is not null && to.Id == from.Id)
            problems.Add(Refusal.Invalid("toAccount", "to_account_same"));
        else if (from is not null && !string.Equals(to.CurrencyCode, from.CurrencyCode, StringComparison.Ordinal))
            problems.Add(Refusal.Invalid("toAccount", "to_account_currency", from.CurrencyCode));
        return to;
    }
}
