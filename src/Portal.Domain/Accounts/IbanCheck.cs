namespace FundPortal.Domain.Accounts;

/// <summary>International bank account number (ISO 13616): country, two check digits, up to 30 letters and digits; mod 97 of the rearranged number is 1.</summary>
public static class IbanCheck
{
    private const int MinLength = 15;
    private const int MaxLength = 34;

    /// <summary>True when a number is written as an IBAN, so that its check digits mean something.</summary>
    public static bool LooksLikeIban(string number) =>
        number.Length is >= MinLength and <= MaxLength
        && char.IsAsciiLetterUpper(number[0])
        && char.IsAsciiLetterUpper(number[1])
        && char.IsAsciiDigit(number[2])
        && char.IsAsciiDigit(number[3])
        && number.All(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c));

    public static bool IsValid(string number)
    {
        if (!LooksLikeIban(number))
            return false;
        var rest = 0;
        foreach (var character in number[4..] + number[..4])
            rest = char.IsAsciiDigit(character) ? ((rest * 10) + character - '0') % 97 : ((rest * 100) + character - 'A' + 10) % 97;
        return rest == 1;
    }
}
