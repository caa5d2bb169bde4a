namespace FundPortal.Domain.Payees;

/// <summary>Where money goes to: what the bank needs, and what every signature covers.</summary>
/// <param name="AccountName">The holder's name as the bank has it.</param>
/// <param name="AccountNumber">Account number or IBAN without blanks.</param>
/// <param name="BankCode">CNAPS code, 12 digits; required in China, null elsewhere.</param>
/// <param name="Country">Of the bank, ISO 3166-1, two letters.</param>
public sealed record BankDetails(string AccountName, string AccountNumber, string BankName, string? BankCode, string Country);
