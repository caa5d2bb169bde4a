using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Channels.Http;

/// <summary>Amounts as machines write them: <c>-12.00</c>. No exponent, no separators, no blanks, no more decimals than the currency has.</summary>
internal static class ExactAmount
{
    /// <returns>Signed minor units; null when it is anything else, or too large.</returns>
    public static long? Minor(string? text, Currency currency)
    {
        if (text is not { Length: > 0 and <= 20 })
            return null;
        var isNegative = text[0] == '-';
        ReadOnlySpan<char> digits = isNegative ? text.AsSpan(1) : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var part = point < 0 ? [] : digits[(point + 1)..];
        if (whole.IsEmpty || part.Length > currency.Exponent || (point >= 0 && part.IsEmpty))
            return null;
        var minor = 0L;
        foreach (var c in whole)
        {
            if (!char.IsAsciiDigit(c) || minor > long.MaxValue / 1000)
                return null;
            minor = minor * 10 + (c - '0');
        }
        for (var i = 0; i < currency.Exponent; i++)
        {
            var c = i < part.Length ? part[i] : '0';
            if (!char.IsAsciiDigit(c) || minor > long.MaxValue / 1000)
                return null;
            minor = minor * 10 + (c - '0');
        }
        return isNegative ? -minor : minor;
    }
}
