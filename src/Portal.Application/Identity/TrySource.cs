using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Application.Identity;

/// <summary>
/// Where a try comes from, and how many wrong ones are allowed there. Wrong passwords count for the person <i>and the place</i>: a browser
/// in which the person signed in before counts for itself, so that nobody else's wrong guesses can lock its owner out; unknown browsers
/// count by network, and all of them together have a limit of their own. Codes count for the person alone: only who knows the password
/// gets that far.
/// </summary>
/// <param name="Limit">Wrong tries in a row until a lock-out.</param>
/// <param name="LastLockOut">The lock-out that only an administrator ends; null when every lock-out ends by itself.</param>
internal sealed record TrySource(string Name, int Limit, TimeSpan[] Delays, int? LastLockOut = null)
{
    private static readonly TimeSpan[] Growing =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
    ];

    /// <summary>Five at a time, and never more than a hundred in a row (NIST 800-63B-4): then somebody who knows the password is guessing codes.</summary>
    public static readonly TrySource Code = new("code", 5, Growing, LastLockOut: 20);

    /// <summary>The password asked for again inside a session.</summary>
    public static readonly TrySource OpenSession = new("session", 5, Growing);

    /// <summary>All browsers that are not known, together: guessing from many networks.</summary>
    private static readonly TrySource Strangers = new("strangers", 100, [TimeSpan.FromHours(1)]);

    public static string DeviceName(string device) => "device:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)));

    public static TrySource[] KnownDevice(string device) => [new(DeviceName(device), 5, Growing)];

    public static TrySource[] Unknown(string? address) => [new("network:" + Network(address), 5, Growing), Strangers];

    /// <summary>IPv4 by /24, IPv6 by /64: what one household or office has.</summary>
    private static string Network(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return "?";
        if (parsed.IsIPv4MappedToIPv6)
            parsed = parsed.MapToIPv4();
        var kept = parsed.AddressFamily == AddressFamily.InterNetwork ? 3 : 8;
        return Convert.ToHexStringLower(parsed.GetAddressBytes().AsSpan(0, kept));
    }
}
