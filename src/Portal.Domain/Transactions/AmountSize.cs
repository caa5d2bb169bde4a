using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Transactions;

/// <summary>The size of an amount without a currency, as a person types it into a filter over accounts of several currencies.</summary>
public static class AmountSize
{
    /// <summary>No currency has more decimals.</summary>
    private const int MaxDecimals = 4;

    /// <summary>Strict like <see cref="AmountText"/>, not negative, at most four decimals; refused with <c>amount_format</c>, <c>amount_precision</c> or <c>amount_range</c>.</summary>
    public static Result<decimal> Parse(string field, string text)
    {
        var trimmed = text.Trim();
        var dot = trimmed.IndexOf('.', StringComparison.Ordinal);
        var whole = AmountText.Parse(dot < 0 ? trimmed : trimmed[..dot], Currency.Of("JPY"));
        if (!whole.IsOk)
            return Refusal.Invalid(field, (string)whole.Refusal!.Args[1]);
        if (trimmed.StartsWith('-'))
            return Refusal.Invalid(field, "amount_format");
        if (dot < 0)
            return (decimal)whole.Value.Minor;
        var fraction = trimmed[(dot + 1)..];
        if (fraction.Length == 0 || !fraction.All(char.IsAsciiDigit))
            return Refusal.Invalid(field, "amount_format");
        var places = fraction.TrimEnd('0');
        if (places.Length > MaxDecimals)
            return Refusal.Invalid(field, "amount_precision", "", MaxDecimals);
        var size = (decimal)whole.Value.Minor;
        var unit = 1m;
        foreach (var digit in places)
            size += (digit - '0') * (unit /= 10);
        return size;
    }

    /// <summary>The least minor amount that is not below the size.</summary>
    public static long AtLeast(decimal size, Currency currency) => Minor(decimal.Ceiling(size * Money.MinorPerMajor(currency)));

    /// <summary>The greatest minor amount that is not above the size.</summary>
    public static long AtMost(decimal size, Currency currency) => Minor(decimal.Floor(size * Money.MinorPerMajor(currency)));

    private static long Minor(decimal amount) => amount >= long.MaxValue ? long.MaxValue : (long)amount;
}
