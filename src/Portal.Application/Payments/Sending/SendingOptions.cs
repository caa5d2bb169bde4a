using System.Globalization;
using FundPortal.Application.Channels.Http;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Payments.Sending;

/// <param name="Lease">How long a claim on an order holds; longer than any call to a bank lasts. Setting <c>Sending:Lease</c>, two minutes.</param>
/// <param name="Parallel">Orders that this node sends or asks about at once. Setting <c>Sending:Parallel</c>, 8; 1 to 20.</param>
/// <param name="LongestPause">Between two questions about the same order, or two tries to reach a bank. Setting <c>Sending:LongestPause</c>, one minute.</param>
public sealed record SendingOptions(TimeSpan Lease, int Parallel, TimeSpan LongestPause)
{
    /// <summary>An order in doubt for longer than this is told to people.</summary>
    public static readonly TimeSpan AlarmAfter = TimeSpan.FromMinutes(1);

    /// <summary>What cannot leave is looked at again after this.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>The same for what only people can mend.</summary>
    public static readonly TimeSpan LookAgainLate = TimeSpan.FromMinutes(10);

    /// <summary>One, two, four … seconds.</summary>
    public TimeSpan PauseAfter(int tries)
    {
        var growing = TimeSpan.FromSeconds(1L << Math.Min(tries, 12));
        return growing < LongestPause ? growing : LongestPause;
    }

    /// <exception cref="InvalidOperationException">A setting is out of its range.</exception>
    public static SendingOptions From(IConfiguration configuration)
    {
        var lease = configuration.GetValue("Sending:Lease", TimeSpan.FromMinutes(2));
        var parallel = configuration.GetValue("Sending:Parallel", 8);
        if (lease < TimeSpan.FromSeconds(1) || lease > TimeSpan.FromHours(1))
            throw new InvalidOperationException("Sending:Lease must be between one second and one hour.");
        var timeOut = OutboundRules.From(configuration).TimeOut;
        if (lease <= timeOut)
            throw new InvalidOperationException(
                $"Sending:Lease ({lease:c}) must be longer than a call to a bank may last, Channels:TimeOut ({timeOut:c})."
            );
        if (parallel is < 1 or > 20)
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Sending:Parallel must be 1 to 20, not {parallel}.")
            );
        var longest = configuration.GetValue("Sending:LongestPause", TimeSpan.FromMinutes(1));
        if (longest < TimeSpan.FromSeconds(1) || longest > TimeSpan.FromHours(1))
            throw new InvalidOperationException("Sending:LongestPause must be between one second and one hour.");
        return new(lease, parallel, longest);
    }
}
