namespace FundPortal.Domain.Accounts;

/// <summary>Unified social credit code (GB 32100-2015): 18 characters without I, O, S, V and Z; the last is a check character, weights 3^(i−1) mod 31.</summary>
public static class CreditCodeCheck
{
    public const int Length = 18;

    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    public static bool IsValid(string code)
    {
        if (code.Length != Length)
            return false;
        var (sum, weight) = (0, 1);
        foreach (var character in code.AsSpan(0, Length - 1))
        {
            var value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0)
                return false;
            sum += value * weight;
            weight = weight * 3 % 31;
        }
        return code[^1] == Alphabet[(31 - (sum % 31)) % 31];
    }
}
