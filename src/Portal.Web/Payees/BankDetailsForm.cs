using FundPortal.Domain;
using FundPortal.Domain.Payees;

namespace FundPortal.Web.Payees;

/// <summary>Bank details while they are typed, with what the last check found.</summary>
public sealed class BankDetailsForm
{
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);

    public string AccountName { get; set; } = "";

    public string AccountNumber { get; set; } = "";

    public string BankName { get; set; } = "";

    public string BankCode { get; set; } = "";

    public string Country { get; set; } = BankDetailsCheck.China;

    internal IReadOnlyList<Refusal> Faults { get; set; } = [];

    internal static BankDetailsForm Of(BankDetails details) =>
        new()
        {
            AccountName = details.AccountName,
            AccountNumber = details.AccountNumber,
            BankName = details.BankName,
            BankCode = details.BankCode ?? "",
            Country = details.Country,
        };

    internal BankDetails ToDetails() => new(AccountName, AccountNumber, BankName, BankCode, Country);

    /// <summary>From now on the field's fault is shown; nobody wants "required" beside what was not reached yet.</summary>
    internal void Touch(string field) => touched.Add(field);

    internal Refusal? FaultOf(string field) =>
        touched.Contains(field)
            ? Faults.FirstOrDefault(fault => string.Equals(fault.Args[0] as string, field, StringComparison.Ordinal))
            : null;

    internal void TouchAll() =>
        touched.UnionWith(["accountName", "accountNumber", "bankName", "bankCode", "country", "creditCode", "name", "entity"]);
}
