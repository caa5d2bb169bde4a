using System.Collections.Frozen;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Files;

/// <summary>A column of a payment file. The name is the text's key and, in problems, the field.</summary>
/// <param name="MustHold">Whether its header must stand in the file.</param>
internal sealed record PayColumn(string Name, bool MustHold, int Width)
{
    public const string AccountName = "accountName";
    public const string AccountNumber = "accountNumber";
    public const string BankName = "bankName";
    public const string BankCode = "bankCode";
    public const string Country = "country";
    public const string Amount = "amount";
    public const string Currency = "currency";
    public const string Purpose = "purpose";
    public const string Reference = "reference";
    public const string PayOn = "payOn";
    public const string Employee = "employee";
    public const string Remark = "remark";

    private static readonly PayColumn[] Transfer =
    [
        new(AccountName, true, 34),
        new(AccountNumber, true, 26),
        new(BankName, true, 30),
        new(BankCode, true, 16),
        new(Country, false, 8),
        new(Amount, true, 16),
        new(Currency, false, 8),
        new(Purpose, true, 30),
        new(Reference, false, 22),
        new(PayOn, false, 13),
    ];

    private static readonly PayColumn[] Payroll =
    [
        new(Employee, true, 18),
        new(AccountNumber, true, 26),
        new(BankName, true, 30),
        new(BankCode, true, 16),
        new(Amount, true, 16),
        new(Remark, false, 30),
    ];

    public static IReadOnlyList<PayColumn> Of(PaymentType type) => type == PaymentType.Payroll ? Payroll : Transfer;

    /// <summary>Every header, in each language, with its column's name.</summary>
    public static FrozenDictionary<string, string> Headers { get; } =
        (
            from column in Transfer.Concat(Payroll).DistinctBy(column => column.Name, StringComparer.Ordinal)
            from texts in PaymentFileTexts.All
            select KeyValuePair.Create(texts["Column_" + column.Name], column.Name)
        )
            .DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
