using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Formats.Camt;

/// <summary>ISO 20022 external bank transaction codes (domain-family-subfamily) in the portal's kinds.</summary>
internal static class CamtKind
{
    public static TransactionKind Of(string type)
    {
        var parts = type.Split('-');
        var (family, sub) = parts.Length == 3 ? (parts[1], parts[2]) : ("", "");
        return (family, sub) switch
        {
            (_, "CHRG" or "COMM" or "FEES" or "CHRC") => TransactionKind.Fee,
            (_, "INTR" or "RBTE" or "INTC") => TransactionKind.Interest,
            (_, "TAXE" or "VATX") => TransactionKind.Tax,
            (_, "SALA" or "PAYR") => TransactionKind.Payroll,
            (_, "RRTN" or "RPCR" or "UPDD" or "PRDD" or "RIMB" or "UPCT") => TransactionKind.Refund,
            ("RCDT" or "ICDT" or "RRCT" or "IRCT", _) => TransactionKind.Transfer,
            ("RDDT" or "IDDT", _) => TransactionKind.DirectDebit,
            ("CCRD" or "MCRD" or "DRFT", _) => TransactionKind.CardPayment,
            ("CNTR", _) => TransactionKind.Cash,
            _ => TransactionKind.Other,
        };
    }
}
