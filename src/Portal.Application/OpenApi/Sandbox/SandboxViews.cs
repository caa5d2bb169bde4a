using FundPortal.Application.Accounts;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.OpenApi.Sandbox;

/// <summary>What the sandbox made up, in the forms of the real things; none of them is ever stored.</summary>
internal static class SandboxViews
{
    public const string Entity = "FundPortal Sandbox";
    public const string Bank = "FundPortal Sandbox Bank";

    public static BankTransaction RowOf(SandboxEntry entry)
    {
        var day = ChinaTime.DayOf(entry.BookedAt);
        return new BankTransaction
        {
            Id = entry.Id,
            AccountId = entry.AccountId,
            BookedAt = entry.BookedAt,
            BookingDate = day,
            ValueDate = day,
            AmountMinor = entry.AmountMinor,
            BalanceAfterMinor = entry.BalanceMinor,
            Kind = entry.Kind,
            IsReversal = entry.Kind == TransactionKind.Reversal,
            Counterparty = entry.Counterparty,
            CounterpartyAccount = entry.CounterpartyAccount,
            Text = entry.Text,
            EndToEndId = entry.EndToEndId,
            DuplicateKey = [],
        };
    }

    public static Account AccountOf(SandboxAccount account) =>
        new()
        {
            PublicId = account.PublicId,
            Name = account.Name,
            Number = account.Number,
            CurrencyCode = account.CurrencyCode,
            Type = AccountType.Current,
        };

    public static AccountBalances BalancesOf(SandboxAccount account)
    {
        var now = new BalanceView(new Money(account.BalanceMinor, account.Currency), account.BalanceAt, "sandbox");
        return new AccountBalances(now, now, now with { Amount = Money.Zero(account.Currency) });
    }
}
