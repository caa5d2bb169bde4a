using System.Collections.Frozen;
using System.Text;

namespace FundPortal.Domain.Amounts;

/// <summary>
/// Amounts in Chinese words (大写金额), as the People's Bank's rules on filling in bills and settlement vouchers (支付结算办法, annex 1) want
/// them: 整 after yuan, none after jiao and fen; zeros inside become one 零. Where the rules leave 零 to the writer (the yuan digit is zero and
/// jiao follow, the ten-thousands digit is zero and thousands follow), the form of their first example is written: 壹拾万柒仟元零伍角叁分.
/// </summary>
public static class ChineseAmountWords
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private const long Wan = 10_000;
    private const long Yi = 100_000_000;

    /// <summary>What stands before the words, as banks write it; yuan needs nothing.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["CNY"] = "",
        ["USD"] = "美元",
        ["JPY"] = "日元",
        ["EUR"] = "欧元",
        ["HKD"] = "港元",
        ["GBP"] = "英镑",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <returns>Null below zero, above 10^15 minor units, and for currencies without usual words.</returns>
    public static string? Of(Money amount)
    {
        if (amount.Minor is < 0 or > AmountText.MaxMinor || !Names.TryGetValue(amount.Currency.Code, out var name))
            return null;
        var perYuan = Money.MinorPerMajor(amount.Currency);
        var (yuan, minor) = Math.DivRem(amount.Minor, perYuan);
        var (jiao, fen) = Math.DivRem(minor, 10);
        var words = new StringBuilder(name);
        if (yuan > 0)
            words.Append(Whole(yuan)).Append('元');
        if (minor == 0)
            return words.Append(yuan == 0 ? "零元整" : "整").ToString();
        if (yuan > 0 && (jiao == 0 || yuan % 10 == 0))
            words.Append('零');
        if (jiao > 0)
            words.Append(Digit(jiao)).Append('角');
        if (fen > 0)
            words.Append(Digit(fen)).Append('分');
        return words.ToString();
    }

    private static string Whole(long number)
    {
        foreach (var (size, unit) in new[] { (Yi, '亿'), (Wan, '万') })
        {
            if (number < size)
                continue;
            var (high, low) = Math.DivRem(number, size);
            return Whole(high)
                + unit
                + (
                    low == 0 ? ""
                    : low < size / 10 ? "零" + Whole(low)
                    : Whole(low)
                );
        }
        return Thousands(number);
    }

    /// <summary>1 to 9,999.</summary>
    private static string Thousands(long number)
    {
        var words = new StringBuilder();
        foreach (var (size, unit) in new[] { (1_000L, "仟"), (100L, "佰"), (10L, "拾"), (1L, "") })
        {
            var digit = number / size % 10;
            if (digit > 0)
                words.Append(Digit(digit)).Append(unit);
            else if (words.Length > 0 && words[^1] != '零' && number % size > 0)
                words.Append('零');
        }
        return words.ToString();
    }

    private static char Digit(long digit) => Digits[(int)digit];
}
