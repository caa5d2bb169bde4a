using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Payees;

/// <summary>Setting <c>Payees:CoolingOff</c> (<c>1.00:00:00</c> is a day): how long new bank details cannot be paid to. A day where it is not set.</summary>
public sealed record PayeeOptions(TimeSpan CoolingOff)
{
    private const string Key = "Payees:CoolingOff";
    private static readonly TimeSpan Most = TimeSpan.FromDays(90);

    /// <exception cref="InvalidOperationException">It is not a time span from nothing to 90 days.</exception>
    public static PayeeOptions From(IConfiguration configuration)
    {
        if (configuration[Key] is not { Length: > 0 } text)
            return new(TimeSpan.FromDays(1));
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span <= Most
            ? new(span)
            : throw new InvalidOperationException($"{Key} '{text}' is not a time such as 1.00:00:00 (a day), at most 90 days.");
    }
}
