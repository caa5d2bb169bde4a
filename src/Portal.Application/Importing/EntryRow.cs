using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing;

internal static class EntryRow
{
    /// <summary>An entry as it is stored. Texts are cut to their columns; the raw text keeps everything.</summary>
    public static NewTransaction Of(ParsedEntry entry, DuplicateKey key, Account account, ImportFile file, bool isProvisional = false)
    {
        var row = new BankTransaction
        {
            AccountId = account.Id,
            BookedAt = BookedAt(entry.BookingDate, entry.Time),
            BookingDate = entry.BookingDate,
            ValueDate = entry.ValueDate,
            AmountMinor = entry.AmountMinor,
            Kind = entry.Kind,
            BankType = StorableText.ForColumn(entry.BankType, 100),
            IsReversal = entry.IsReversal,
            Counterparty = StorableText.ForColumn(entry.Counterparty, 200),
            CounterpartyAccount = StorableText.ForColumn(entry.CounterpartyAccount, 64),
            Text = StorableText.ForColumn(entry.Text, BankTransactionTable.TextLength),
            BankReference = StorableText.ForColumn(entry.Id, 100),
            EndToEndId = StorableText.ForColumn(entry.EndToEndId, 100),
            BalanceAfterMinor = entry.BalanceAfterMinor,
            DuplicateKey = key.ToArray(),
            ImportFileId = file.Id,
            IsProvisional = isProvisional,
        };
        return new(row, entry.Position, StorableText.ForRaw(entry.Raw));
    }

    public static DateTime BookedAt(DateOnly day, TimeOnly? time) => ChinaTime.ToUtc(day, WholeMilliseconds(time ?? TimeOnly.MinValue));

    private static TimeOnly WholeMilliseconds(TimeOnly time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond));
}
