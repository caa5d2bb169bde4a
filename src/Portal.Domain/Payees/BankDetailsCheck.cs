using FundPortal.Domain.Accounts;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Payees;

/// <summary>Whether bank details are complete and can be right, as far as it can be told offline. The same while typing, from a file and when saving.</summary>
public static class BankDetailsCheck
{
    public const string China = "CN";

    /// <summary>Blanks around and inside the codes dropped, letters of codes upper-case. What is missing becomes an empty text.</summary>
    public static BankDetails Tidy(BankDetails typed)
    {
        var number = WithoutBlanks(typed.AccountNumber);
        var upper = number.ToUpperInvariant();
        return new(
            (typed.AccountName ?? "").Trim(),
            IbanCheck.LooksLikeIban(upper) ? upper : number,
            (typed.BankName ?? "").Trim(),
            WithoutBlanks(typed.BankCode) is { Length: > 0 } code ? code : null,
            WithoutBlanks(typed.Country).ToUpperInvariant()
        );
    }

    /// <summary>Letters and digits of an account number, upper-case: two ways to write one account have one key.</summary>
    public static string AccountKey(string number) => string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>Every fault of tidied details, each with its field; none when they are good.</summary>
    public static IEnumerable<Refusal> Faults(BankDetails details)
    {
        if (Text("accountName", details.AccountName, PaymentLimits.Name) is { } name)
            yield return name;
        if (Country(details.Country) is { } country)
            yield return country;
        if (Number(details.AccountNumber, details.Country) is { } number)
            yield return number;
        if (Text("bankName", details.BankName, PaymentLimits.Name) is { } bank)
            yield return bank;
        if (BankCode(details) is { } code)
            yield return code;
    }

    /// <summary>A card number whose last digit is wrong; account numbers of companies may be so, hence no fault.</summary>
    public static bool IsOddCard(string number) => CardNumberCheck.LooksLikeCard(number) && !CardNumberCheck.IsValid(number);

    private static Refusal? Text(string field, string text, int most) =>
        text.Length == 0 ? Refusal.Invalid(field, "required")
        : text.Length > most ? Refusal.Invalid(field, "length_1_to", most)
        : PlainLine.Is(text) ? null
        : Refusal.Invalid(field, "characters");

    private static Refusal? Country(string country) =>
        country.Length == 0 ? Refusal.Invalid("country", "required")
        : country.Length == 2 && country.All(char.IsAsciiLetterUpper) ? null
        : Refusal.Invalid("country", "country_format");

    private static Refusal? Number(string number, string country)
    {
        const string Field = "accountNumber";
        if (number.Length == 0)
            return Refusal.Invalid(Field, "required");
        if (number.Length > PaymentLimits.AccountNumber)
            return Refusal.Invalid(Field, "length_1_to", PaymentLimits.AccountNumber);
        if (!number.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/' or '.') || AccountKey(number).Length == 0)
            return Refusal.Invalid(Field, "account_characters");
        var length = IbanCountries.LengthIn(country);
        if (!IbanCheck.LooksLikeIban(number))
            return length is null ? null : Refusal.Invalid(Field, "iban_required", country);
        if (!IbanCheck.IsValid(number))
            return Refusal.Invalid(Field, "iban_check");
        if (IbanCountries.LengthIn(number[..2]) is { } right && right != number.Length)
            return Refusal.Invalid(Field, "iban_length", number[..2], right);
        return length is null || number.StartsWith(country, StringComparison.Ordinal)
            ? null
            : Refusal.Invalid(Field, "iban_country", number[..2], country);
    }

    private static Refusal? BankCode(BankDetails details)
    {
        const string Field = "bankCode";
        var isChina = string.Equals(details.Country, China, StringComparison.Ordinal);
        if (details.BankCode is not { } code)
            return isChina ? Refusal.Invalid(Field, "required") : null;
        if (!isChina)
            return Refusal.Invalid(Field, "bank_code_abroad");
        if (code.Length != BankCodeCheck.Length)
            return Refusal.Invalid(Field, "bank_code_length", BankCodeCheck.Length);
        return BankCodeCheck.IsValid(code) ? null : Refusal.Invalid(Field, "bank_code_check");
    }

    private static string WithoutBlanks(string? text) => string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c)));
}
