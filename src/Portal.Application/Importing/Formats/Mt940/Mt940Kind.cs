using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>The three characters behind N, F or S of a SWIFT transaction type, in the portal's kinds. Numeric ones are national codes that only the text explains.</summary>
internal static class Mt940Kind
{
    public static TransactionKind Of(string code) =>
        code switch
        {
            "TRF" or "STO" or "CLR" => TransactionKind.Transfer,
            "DDT" => TransactionKind.DirectDebit,
            "CHG" or "COM" or "BRF" => TransactionKind.Fee,
            "INT" or "DIV" => TransactionKind.Interest,
            "TAX" or "VAT" => TransactionKind.Tax,
            "SAL" => TransactionKind.Payroll,
            "RTI" => TransactionKind.Refund,
            "ECK" or "TCK" or "POS" or "BEA" => TransactionKind.CardPayment,
            "CSH" or "ATM" or "GEA" => TransactionKind.Cash,
            "SLE" => TransactionKind.Sale,
            "STL" => TransactionKind.Settlement,
            "ADV" => TransactionKind.Advertising,
            "RVS" => TransactionKind.Reversal,
            _ => TransactionKind.Other,
        };

    /// <summary>SLE, STL, ADV and RVS are the portal's own: SWIFT has no code for them and says that others are "miscellaneous".</summary>
    public static string CodeOf(TransactionKind kind) =>
        kind switch
        {
            TransactionKind.Transfer => "TRF",
            TransactionKind.DirectDebit => "DDT",
            TransactionKind.Fee => "CHG",
            TransactionKind.Interest => "INT",
            TransactionKind.Tax => "TAX",
            TransactionKind.Payroll => "SAL",
            TransactionKind.Refund => "RTI",
            TransactionKind.CardPayment => "POS",
            TransactionKind.Cash => "CSH",
            TransactionKind.Sale => "SLE",
            TransactionKind.Settlement => "STL",
            TransactionKind.Advertising => "ADV",
            TransactionKind.Reversal => "RVS",
            _ => "MSC",
        };
}
