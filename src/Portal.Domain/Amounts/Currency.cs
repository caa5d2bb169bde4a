namespace FundPortal.Domain.Amounts;

/// <summary>An ISO 4217 currency with the number of decimals of its minor unit.</summary>
public readonly record struct Currency
{
    private Currency(string code, int exponent)
    {
        Code = code;
        Exponent = exponent;
    }

    /// <summary>Three upper-case letters.</summary>
    public string Code { get; }

    /// <summary>Decimals of the minor unit, 0 to 4 (ISO 4217:2015, table A.1).</summary>
    public int Exponent { get; }

    public static readonly Currency Cny = new("CNY", 2);

    public static IReadOnlyCollection<string> Codes => CurrencyTable.Exponents.Keys;

    /// <exception cref="ArgumentException">The code is not in ISO 4217.</exception>
    public static Currency Of(string code) =>
        TryFrom(code, out var currency)
            ? currency
            : throw new ArgumentException($"'{code}' is not an ISO 4217 currency code.", nameof(code));

    public static bool TryFrom(string? code, out Currency currency)
    {
        if (code is not null && CurrencyTable.Exponents.TryGetValue(code, out var exponent))
        {
            currency = new(code, exponent);
            return true;
        }
        currency = default;
        return false;
    }

    public override string ToString() => Code;
}
