using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Formats.Camt;

/// <summary>ISO 20022 external bank transaction codes (domain-family-subfamily) in the portal's kinds.</summary>
internal static class CamtKind
{
    /// <summary>Before the name of a kind that ISO has no code for, in a proprietary code.</summary>
    private const string Own = "FUNDPORTAL-";

    /// <summary>Domain, family and subfamily; null where ISO has none.</summary>
    public static string[]? CodeOf(TransactionKind kind, bool isCredit) =>
        kind switch
        {
            TransactionKind.Fee => ["ACMT", "MDOP", "CHRG"],
            TransactionKind.Interest => ["ACMT", "MDOP", "INTR"],
            TransactionKind.Tax => ["ACMT", "MDOP", "TAXE"],
            TransactionKind.Payroll => ["PMNT", isCredit ? "RCDT" : "ICDT", "SALA"],
            TransactionKind.Refund => ["PMNT", isCredit ? "RCDT" : "ICDT", "RRTN"],
            TransactionKind.Transfer => ["PMNT", isCredit ? "RCDT" : "ICDT", "OTHR"],
            TransactionKind.DirectDebit => ["PMNT", isCredit ? "IDDT" : "RDDT", "OTHR"],
            TransactionKind.CardPayment => ["PMNT", isCredit ? "MCRD" : "CCRD", "OTHR"],
            TransactionKind.Cash => ["PMNT", "CNTR", "OTHR"],
            TransactionKind.Other => ["PMNT", "OTHR", "OTHR"],
            _ => null,
        };

    /// <summary>A proprietary code for a kind that ISO has no code for.</summary>
    public static string OwnCodeOf(TransactionKind kind) => Own + kind.ToString().ToUpperInvariant();

    public static TransactionKind Of(string type)
    {
        if (type.StartsWith(Own, StringComparison.Ordinal))
            return Enum.TryParse(type[Own.Length..], ignoreCase: true, out TransactionKind own) && Enum.IsDefined(own)
                ? own
                : TransactionKind.Other;
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
