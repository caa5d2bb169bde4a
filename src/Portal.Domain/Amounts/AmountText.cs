using System.Globalization;

namespace FundPortal.Domain.Amounts;

/// <summary>Strict reading of an amount that a person typed: digits, optional thousands separators in their places, optional decimals.</summary>
public static class AmountText
{
    /// <summary>No company moves 10^15 minor units at once; one digit more is a typing error.</summary>
    public const long MaxMinor = 1_000_000_000_000_000;

    /// <summary>
    /// Reads <c>1234.5</c>, <c>1,234.50</c>, <c>-3</c>. Refused with <c>amount_format</c> (anything else: <c>1e2</c>, <c>1,5</c>, brackets, full-width digits),
    /// <c>amount_precision</c> (more decimals than the currency has) or <c>amount_range</c> (beyond ±10^15 minor units).
    /// </summary>
    public static Result<Money> Parse(string? text, Currency currency)
    {
        var trimmed = (text ?? "").Trim();
        var digits = trimmed.AsSpan();
        var negative = digits.StartsWith("-", StringComparison.Ordinal);
        if (negative)
            digits = digits[1..];
        var dot = digits.IndexOf('.');
        var whole = dot < 0 ? digits : digits[..dot];
        var fraction = dot < 0 ? [] : digits[(dot + 1)..];
        if ((dot >= 0 && fraction.IsEmpty) || !IsDigits(fraction, allowEmpty: true) || !IsWhole(whole))
            return Refusal.Invalid("amount", "amount_format");
        var significant = fraction.TrimEnd('0');
        if (significant.Length > currency.Exponent)
            return Refusal.Invalid("amount", "amount_precision", currency.Code, currency.Exponent);
        var joined = string.Concat(
            whole.ToString().Replace(",", "", StringComparison.Ordinal),
            significant.ToString().PadRight(currency.Exponent, '0')
        );
        if (!long.TryParse(joined, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) || minor > MaxMinor)
            return Refusal.Invalid("amount", "amount_range");
        return new Money(negative ? -minor : minor, currency);
    }

    private static bool IsWhole(ReadOnlySpan<char> whole)
    {
        if (!whole.Contains(','))
            return IsDigits(whole, allowEmpty: false);
        var first = true;
        foreach (var range in whole.Split(','))
        {
            var group = whole[range];
            if (!IsDigits(group, allowEmpty: false) || (first ? group.Length > 3 : group.Length != 3))
                return false;
            first = false;
        }
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text, bool allowEmpty)
    {
        foreach (var c in text)
            if (!char.IsAsciiDigit(c))
                return false;
        return allowEmpty || !text.IsEmpty;
    }
}
