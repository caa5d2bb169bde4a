namespace FundPortal.Domain.Accounts;

/// <summary>Bank card numbers (16 to 19 digits) end with a Luhn digit. A warning only: account numbers of companies do not follow it.</summary>
public static class CardNumberCheck
{
    public static bool LooksLikeCard(string number) => number.Length is >= 16 and <= 19 && number.All(char.IsAsciiDigit);

    public static bool IsValid(string number)
    {
        if (!LooksLikeCard(number))
            return false;
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            var doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
