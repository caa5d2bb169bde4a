using System.Numerics;
using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Approvals;

/// <summary>What one major unit of a currency is worth in another, for comparing amounts with a policy's bands; not for accounting.</summary>
public sealed class ExchangeRate
{
    /// <summary>A rate of 1 is stored as this.</summary>
    public const long One = 100_000_000;

    /// <summary>A million to one: beyond any pair of currencies; more is a typing error.</summary>
    public const long Max = 1_000_000 * One;

    public const int MaxSource = 200;

    public int Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    /// <summary>ISO 4217.</summary>
    public required string FromCode { get; set; }

    /// <summary>ISO 4217.</summary>
    public required string ToCode { get; set; }

    /// <summary>Units of <see cref="ToCode"/> for one unit of <see cref="FromCode"/>, times 10^8; 1 to <see cref="Max"/>.</summary>
    public long RateE8 { get; set; }

    /// <summary>The day whose rate it is; it counts from that day on (China).</summary>
    public DateOnly Date { get; set; }

    /// <summary>Where it was read, for example the central bank's announcement of the day.</summary>
    public required string Source { get; set; }

    public Guid EnteredBy { get; set; }

    public DateTime EnteredAt { get; set; }

    /// <summary>The second person. Until then the rate does not count.</summary>
    public Guid? ConfirmedBy { get; set; }

    public DateTime? ConfirmedAt { get; set; }

    public int Version { get; set; }

    /// <summary>
    /// Minor units of the target currency, rounded up: an amount never slips under a band's border by rounding. Refused with
    /// <c>amount_range</c> beyond <see cref="AmountText.MaxMinor"/>.
    /// </summary>
    public static Result<long> Convert(Money amount, long rateE8, Currency to)
    {
        if (amount.Minor < 0)
            throw new ArgumentOutOfRangeException(nameof(amount), amount.Minor, "Payments are positive.");
        var scaled = (BigInteger)amount.Minor * rateE8 * Money.MinorPerMajor(to);
        var minor = BigInteger.DivRem(scaled, (BigInteger)One * Money.MinorPerMajor(amount.Currency), out var rest);
        if (!rest.IsZero)
            minor += 1;
        return minor > AmountText.MaxMinor ? Refusal.Invalid("amount", "amount_range") : (long)minor;
    }
}
