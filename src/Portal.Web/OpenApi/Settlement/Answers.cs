using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>A page of accounts.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record AccountPage(IReadOnlyList<AccountAnswer> Accounts, string? NextCursor);

/// <param name="Balance">Decimal text with the currency's places; null while no bank told one.</param>
/// <param name="AsOf">When the bank told the balance.</param>
internal sealed record AccountAnswer(
    Guid AccountId,
    string AccountName,
    string AccountNumber,
    string EntityName,
    string BankName,
    string Currency,
    string Status,
    string? Balance,
    string? Available,
    string? Frozen,
    DateTime? AsOf
);

/// <param name="History">Closing balances of past days, newest first.</param>
internal sealed record BalanceAnswer(
    Guid AccountId,
    string AccountName,
    string AccountNumber,
    string Currency,
    string? Balance,
    string? Available,
    string? Frozen,
    DateTime? AsOf,
    IReadOnlyList<ClosingAnswer> History
);

internal sealed record ClosingAnswer(DateOnly Date, string ClosingBalance);

/// <summary>A page of transactions, newest first.</summary>
/// <param name="NextCursor">Null on the last page.</param>
internal sealed record TransactionPage(IReadOnlyList<TransactionAnswer> Transactions, string? NextCursor);

/// <param name="Type">A kind in lower case; the bank's own word is <paramref name="BankType"/>.</param>
/// <param name="Amount">Decimal text with the currency's places; negative for money out.</param>
/// <param name="Balance">After the entry; null where it is not known.</param>
/// <param name="IsProvisional">Read during the day: the bank's final list may still change it.</param>
internal sealed record TransactionAnswer(
    string TransactionId,
    DateTime BookedAt,
    DateOnly BookingDate,
    DateOnly? ValueDate,
    string Type,
    string BankType,
    string Amount,
    string Currency,
    string? Balance,
    string CounterpartyName,
    string CounterpartyAccount,
    string Remark,
    string BankReference,
    string EndToEndId,
    bool IsReversal,
    bool IsProvisional
);

/// <param name="TotalIn">Sum of the entries of money in.</param>
/// <param name="TotalOut">Sum of the entries of money out, not negative.</param>
/// <param name="Entries">Oldest first, each with the balance after it.</param>
internal sealed record StatementAnswer(
    Guid AccountId,
    string AccountName,
    string AccountNumber,
    string Currency,
    DateOnly From,
    DateOnly To,
    string OpeningBalance,
    long EntryCount,
    string TotalIn,
    string TotalOut,
    IAsyncEnumerable<TransactionAnswer> Entries,
    string ClosingBalance
);

/// <summary>A payment as it was when it was filed.</summary>
internal sealed record FiledAnswer(Guid PaymentId, string? ExternalRef, string State, DateTime FiledAt);

/// <param name="PayOn">Null: as soon as it is approved.</param>
/// <param name="BankReference">The reference that the bank knows it by; null until it was sent.</param>
internal sealed record PaymentAnswer(
    Guid PaymentId,
    string? ExternalRef,
    string State,
    Guid AccountId,
    string PayeeName,
    string PayeeAccount,
    string Amount,
    string Currency,
    string Purpose,
    DateOnly? PayOn,
    DateTime FiledAt,
    string? BankReference,
    IReadOnlyList<StepAnswer> Timeline
);

/// <param name="State">After the step.</param>
internal sealed record StepAnswer(string Step, string State, DateTime At, string? BankCode);

/// <param name="Parameter">The parameter, field or header that is wrong; absent where no single one is.</param>
internal sealed record ProblemAnswer(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string RequestId,
    string? Parameter
);

/// <summary>How answers are written: names in camel case, Chinese as it is, nothing that a browser could take for markup.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AccountPage))]
[JsonSerializable(typeof(BalanceAnswer))]
[JsonSerializable(typeof(TransactionPage))]
[JsonSerializable(typeof(StatementAnswer))]
[JsonSerializable(typeof(FiledAnswer))]
[JsonSerializable(typeof(PaymentAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    public static AnswerJson Written { get; } =
        new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
