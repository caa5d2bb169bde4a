namespace FundPortal.Domain.Accounts;

/// <summary>Bank code of a branch (联行号, CNAPS): 12 digits = 3 bank, 4 region, 4 branch, 1 check digit by ISO 7064 MOD 11,10.</summary>
public static class BankCodeCheck
{
    public const int Length = 12;

    public static bool IsValid(string code)
    {
        if (code.Length != Length || !code.All(char.IsAsciiDigit))
            return false;
        var product = 10;
        foreach (var digit in code.AsSpan(0, Length - 1))
        {
            var sum = (product + digit - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (product + code[^1] - '0') % 10 == 1;
    }
}
