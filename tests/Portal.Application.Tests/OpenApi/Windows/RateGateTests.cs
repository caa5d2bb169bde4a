using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using FundPortal.Application.OpenApi.Windows;

namespace FundPortal.Application.Tests.OpenApi.Windows;

/// <summary>Wrong signatures count against the address that they come from, and a stranger cannot choose whose that is.</summary>
public sealed class RateGateTests
{
    private const int MoreThanAtOnce = 40;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task G8_an_address_that_shares_a_client_s_hash_does_not_share_its_bucket()
    {
        using var buckets = new MemoryTokenBuckets();
        var gate = new RateGate(buckets);
        var victim = IPAddress.Parse("198.51.100.7");
        var stranger = Colliding(victim);

        for (var i = 0; i < MoreThanAtOnce; i++)
            await gate.CountFailureAsync(stranger, Ct);

        Assert.NotNull(await gate.AddressAsync(stranger, Ct));
        Assert.Null(await gate.AddressAsync(victim, Ct));
    }

    [Fact]
    public async Task The_whole_network_of_an_IPv6_address_has_one_bucket_and_IPv4_written_as_IPv6_its_own()
    {
        using var buckets = new MemoryTokenBuckets();
        var gate = new RateGate(buckets);
        for (var i = 0; i < MoreThanAtOnce; i++)
            await gate.CountFailureAsync(IPAddress.Parse($"2001:db8:0:1::{i + 1:x}"), Ct);
        for (var i = 0; i < MoreThanAtOnce; i++)
            await gate.CountFailureAsync(IPAddress.Parse("198.51.100.7"), Ct);

        Assert.NotNull(await gate.AddressAsync(IPAddress.Parse("2001:db8:0:1:ffff::"), Ct));
        Assert.Null(await gate.AddressAsync(IPAddress.Parse("2001:db8:0:2::1"), Ct));
        Assert.NotNull(await gate.AddressAsync(IPAddress.Parse("::ffff:198.51.100.7"), Ct));
    }

    [Fact]
    public async Task No_two_portals_have_the_same_buckets()
    {
        using var one = new MemoryTokenBuckets();
        using var two = new MemoryTokenBuckets();
        Assert.NotEqual(await one.SecretAsync(Ct), await two.SecretAsync(Ct));
        Assert.Same(await one.SecretAsync(Ct), await one.SecretAsync(Ct));
    }

    /// <summary>What somebody with a /48 finds in a moment: the network in it whose plain hash begins like the victim's.</summary>
    private static IPAddress Colliding(IPAddress victim)
    {
        var wanted = Plain(victim.GetAddressBytes());
        var prefix = IPAddress.Parse("2001:db8:1::1").GetAddressBytes();
        for (var network = 0; network < 1 << 24; network++)
        {
            // The bits from 40 on: more than a /48, so that the search always ends.
            (prefix[5], prefix[6], prefix[7]) = ((byte)(network >> 16), (byte)((network >> 8) & 0xFF), (byte)(network & 0xFF));
            if (Plain(prefix[..8]) == wanted)
                return new IPAddress(prefix);
        }
        throw new InvalidOperationException("No such network.");
    }

    private static ushort Plain(byte[] bytes) => BinaryPrimitives.ReadUInt16BigEndian(SHA256.HashData(bytes));
}
