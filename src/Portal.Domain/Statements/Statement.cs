using System.Runtime.InteropServices;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Statements;

/// <summary>The languages a statement is printed in. The integrity code is the same in each.</summary>
public enum StatementLanguage
{
    /// <summary>zh-CN.</summary>
    Chinese,

    /// <summary>en.</summary>
    English,
}

/// <summary>Who made a statement file, and when (UTC; printed and covered to the second).</summary>
public sealed record StatementCover(DateTime MadeAt, string MadeBy)
{
    /// <summary>The cover as it is printed: see <see cref="PrintableText"/>.</summary>
    public StatementCover Printable() =>
        new(new DateTime(MadeAt.Ticks - (MadeAt.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc), PrintableText.Of(MadeBy));
}

/// <summary>What stands above the entries of one account. <paramref name="OpeningMinor"/> is the booked balance before the first day, in minor units.</summary>
/// <param name="From">First day, inclusive.</param>
/// <param name="To">Last day, inclusive.</param>
public sealed record StatementHeader(
    string Entity,
    string Bank,
    string AccountNumber,
    string AccountName,
    Currency Currency,
    DateOnly From,
    DateOnly To,
    long OpeningMinor
)
{
    /// <summary>The header as it is printed: see <see cref="PrintableText"/>.</summary>
    public StatementHeader Printable() =>
        this with
        {
            Entity = PrintableText.Of(Entity),
            Bank = PrintableText.Of(Bank),
            AccountNumber = PrintableText.Of(AccountNumber),
            AccountName = PrintableText.Of(AccountName),
        };
}

/// <summary>One entry of a statement. Amounts are minor units of the account's currency; positive is money in.</summary>
/// <param name="Seq">Number of the entry within the account's statement, normally 1, 2, 3 …</param>
/// <param name="Time">Bank's time of day where it is known; printed and covered to the second.</param>
/// <param name="BankType">The bank's own type, code or words.</param>
/// <param name="Reference">What is printed: the bank's reference, or the end-to-end id where there is none.</param>
/// <param name="BalanceMinor">Running balance after the entry.</param>
/// <param name="BankReference">With <paramref name="EndToEndId"/> and <paramref name="IsReversal"/> told by messages only; the integrity code does not cover them.</param>
public sealed record StatementRow(
    long Seq,
    DateOnly BookingDate,
    TimeOnly? Time,
    DateOnly? ValueDate,
    TransactionKind Kind,
    string BankType,
    string Counterparty,
    string CounterpartyAccount,
    string Text,
    string Reference,
    long AmountMinor,
    long BalanceMinor,
    string BankReference = "",
    string EndToEndId = "",
    bool IsReversal = false
)
{
    /// <summary>The row as it is printed: see <see cref="PrintableText"/>. The same object when nothing needs a change.</summary>
    public StatementRow Printable()
    {
        var clean =
            PrintableText.IsClean(BankType)
            && PrintableText.IsClean(Counterparty)
            && PrintableText.IsClean(CounterpartyAccount)
            && PrintableText.IsClean(Text)
            && PrintableText.IsClean(Reference)
            && PrintableText.IsClean(BankReference)
            && PrintableText.IsClean(EndToEndId)
            && (Time is not { } time || time.Ticks % TimeSpan.TicksPerSecond == 0);
        return clean
            ? this
            : this with
            {
                Time = Time is { } t ? new TimeOnly(t.Ticks - (t.Ticks % TimeSpan.TicksPerSecond)) : null,
                BankType = PrintableText.Of(BankType),
                Counterparty = PrintableText.Of(Counterparty),
                CounterpartyAccount = PrintableText.Of(CounterpartyAccount),
                Text = PrintableText.Of(Text),
                Reference = PrintableText.Of(Reference),
                BankReference = PrintableText.Of(BankReference),
                EndToEndId = PrintableText.Of(EndToEndId),
            };
    }
}

/// <summary>
/// Count and sums of the entries so far, minor units; in and out are not negative. Closing is opening + in − out. Sums beyond the
/// range of 64 bits throw.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StatementTotals(long Count, long InMinor, long OutMinor, long ClosingMinor)
{
    public static StatementTotals Before(StatementHeader header) => new(0, 0, 0, header.OpeningMinor);

    public StatementTotals With(StatementRow row) =>
        checked(
            new(
                Count + 1,
                InMinor + Math.Max(row.AmountMinor, 0),
                OutMinor + (row.AmountMinor < 0 ? -row.AmountMinor : 0),
                ClosingMinor + row.AmountMinor
            )
        );
}
