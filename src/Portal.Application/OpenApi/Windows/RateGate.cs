using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace FundPortal.Application.OpenApi.Windows;

/// <summary>How much is too much: calls of a client, and wrong signatures from an address (never of a client: a stranger must not lock it out).</summary>
public sealed class RateGate(ITokenBuckets buckets)
{
    /// <summary>A client may save up so many seconds' worth of calls.</summary>
    private const int BurstSeconds = 10;

    /// <summary>Wrong signatures an address may send at once; one more comes back each second.</summary>
    private const int FailuresAtOnce = 30;

    /// <summary>Before anything is computed for the caller.</summary>
    /// <returns>Null when the address may call; otherwise how long to wait.</returns>
    public async ValueTask<TimeSpan?> AddressAsync(IPAddress? address, CancellationToken ct) =>
        await buckets.TakeAsync(await OfAsync(address, ct), 0, ct);

    /// <summary>An unknown client or a wrong signature came from there.</summary>
    public async ValueTask CountFailureAsync(IPAddress? address, CancellationToken ct) =>
        await buckets.TakeAsync(await OfAsync(address, ct), 1, ct);

    /// <returns>Null when the client may call; otherwise how long to wait.</returns>
    public ValueTask<TimeSpan?> ClientAsync(KnownClient client, CancellationToken ct) =>
        buckets.TakeAsync(new TokenBucket($"client:{client.Id:n}", client.CallsPerSecond, client.CallsPerSecond * BurstSeconds), 1, ct);

    /// <summary>
    /// Addresses share 65,536 buckets, so that a million random ones cost no memory. Which one is nobody's to compute outside: whoever has an
    /// IPv6 /48 has as many addresses to choose from as there are buckets, and could fill a client's.
    /// </summary>
    private async ValueTask<TokenBucket> OfAsync(IPAddress? address, CancellationToken ct)
    {
        var bytes = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.GetAddressBytes() ?? [];
        // Whoever has one IPv6 address has its whole /64.
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
            bytes = bytes[..8];
        var bucket = BinaryPrimitives.ReadUInt16BigEndian(HMACSHA256.HashData(await buckets.SecretAsync(ct), bytes));
        return new TokenBucket("address:" + bucket.ToString(CultureInfo.InvariantCulture), 1, FailuresAtOnce);
    }
}
