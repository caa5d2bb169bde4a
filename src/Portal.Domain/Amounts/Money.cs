using System.Globalization;

namespace FundPortal.Domain.Amounts;

/// <summary>An exact amount in minor units (cents, fen, fils) of one currency. Arithmetic is checked; mixing currencies throws.</summary>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    /// <summary>The exact decimal with the currency's number of places, for example 12.30m.</summary>
    public decimal ToDecimal() => new decimal(Minor) / MinorPerMajor(Currency);

    /// <summary>Plain decimal text, a dot and the currency's places, no grouping: <c>-12.30</c>. The form of files, hashes and APIs.</summary>
    public string ToPlainText()
    {
        Span<char> text = stackalloc char[MaxPlainText];
        return new string(text[..WritePlainText(text)]);
    }

    /// <summary>20 digits, a sign and a dot, and some room.</summary>
    public const int MaxPlainText = 24;

    /// <summary><see cref="ToPlainText"/> without a string, since pages, files and answers write it millions of times.</summary>
    /// <param name="text">Of at least <see cref="MaxPlainText"/> characters.</param>
    /// <returns>How many characters were written, all of them ASCII.</returns>
    public int WritePlainText(Span<char> text)
    {
        var size = Minor < 0 ? (ulong)(-(Minor + 1)) + 1 : (ulong)Minor;
        var (major, rest) = Math.DivRem(size, (ulong)MinorPerMajor(Currency));
        var at = 0;
        if (Minor < 0)
            text[at++] = '-';
        major.TryFormat(text[at..], out var digits, default, CultureInfo.InvariantCulture);
        at += digits;
        var places = Currency.Exponent;
        if (places == 0)
            return at;
        text[at++] = '.';
        for (var place = places - 1; place >= 0; place--)
        {
            text[at + place] = (char)('0' + (rest % 10));
            rest /= 10;
        }
        return at + places;
    }

    public override string ToString() => $"{ToPlainText()} {Currency.Code}";

    /// <summary>10^exponent.</summary>
    public static long MinorPerMajor(Currency currency) =>
        currency.Exponent switch
        {
            0 => 1,
            1 => 10,
            2 => 100,
            3 => 1_000,
            4 => 10_000,
            _ => throw new ArgumentOutOfRangeException(nameof(currency), currency.Exponent, "ISO 4217 knows exponents 0 to 4."),
        };

    /// <summary>Exact conversion. False when the decimal has more places than the currency (trailing zeros do not count) or overflows.</summary>
    public static bool TryFromDecimal(decimal amount, Currency currency, out Money money)
    {
        money = Zero(currency);
        decimal minor;
        try
        {
            minor = amount * MinorPerMajor(currency);
        }
        catch (OverflowException)
        {
            return false;
        }
        if (minor != decimal.Truncate(minor) || minor is > long.MaxValue or < long.MinValue)
            return false;
        money = new((long)minor, currency);
        return true;
    }

    private static Money Same(Money a, Money b) =>
        a.Currency == b.Currency ? b : throw new CurrencyMismatchException(a.Currency, b.Currency);
}

/// <summary>Two currencies met where only one may be: a bug, not an input error.</summary>
public sealed class CurrencyMismatchException(Currency left, Currency right)
    : InvalidOperationException($"{left} and {right} cannot be combined.");
