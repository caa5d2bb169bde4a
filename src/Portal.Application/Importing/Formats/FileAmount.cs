using System.Globalization;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Importing.Formats;

/// <summary>Amounts in bank files, exactly: digits with one decimal sign. What an exact amount cannot be is an error with its place.</summary>
internal static class FileAmount
{
    /// <param name="decimalSign">Comma in MT940, dot elsewhere.</param>
    /// <param name="problem">Makes the error from code and message.</param>
    /// <returns>Unsigned minor units.</returns>
    public static long Parse(string text, Currency currency, char decimalSign, Func<string, string, UnreadableFileException> problem)
    {
        var digits = text.AsSpan().Trim();
        var at = digits.IndexOf(decimalSign);
        var whole = at < 0 ? digits : digits[..at];
        var fraction = at < 0 ? [] : digits[(at + 1)..];
        // XML writes half a unit as ".5" too; SWIFT wants a digit before the comma.
        var isEmpty = whole.IsEmpty && (decimalSign == ',' || fraction.IsEmpty);
        if (isEmpty || !AllDigits(whole) || !AllDigits(fraction))
            throw problem("amount_invalid", $"'{UnreadableFileException.Shorten(text)}' is not an amount.");
        fraction = fraction.TrimEnd('0');
        if (fraction.Length > currency.Exponent)
            throw problem("amount_precision", $"'{UnreadableFileException.Shorten(text)}' has more decimals than {currency.Code} has.");
        var joined = string.Concat(whole.TrimStart('0').ToString(), fraction.ToString().PadRight(currency.Exponent, '0'));
        if (joined.Length == 0)
            return 0;
        return long.TryParse(joined, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) && minor <= AmountText.MaxMinor
            ? minor
            : throw problem("amount_range", $"'{UnreadableFileException.Shorten(text)}' is too large.");
    }

    private static bool AllDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiDigit(c))
                return false;
        return true;
    }
}
