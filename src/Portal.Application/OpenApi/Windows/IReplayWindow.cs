using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Application.OpenApi.Windows;

public enum Spending
{
    /// <summary>Nobody used it before; now it is used.</summary>
    First,
    UsedBefore,

    /// <summary>It was signed before this node (or the Redis that nodes share) started, which therefore cannot know whether it was used.</summary>
    SignedBeforeStart,

    /// <summary>Its time is over: it may have been used and forgotten.</summary>
    TooOld,

    /// <summary>More is remembered than there is room for: the call is too much, whoever makes it.</summary>
    Full,
}

/// <summary>What makes a signature or nonce good once per client, for as long as its timestamp is good.</summary>
public interface IReplayWindow
{
    /// <param name="token">The signature as decoded bytes in hexadecimal, or the nonce: whatever must not come twice.</param>
    /// <param name="signedAt">UTC, the call's timestamp, which the signature covers.</param>
    /// <param name="goodUntil">UTC, timestamp plus window: remembered until then, so that a stamp from the future cannot outlive its memory.</param>
    ValueTask<Spending> SpendAsync(Guid client, string token, DateTime signedAt, DateTime goodUntil, CancellationToken ct);
}

/// <summary>A memory that was empty once, and tells since when it remembers everything.</summary>
public interface IForgetfulWindow : IReplayWindow
{
    /// <summary>UTC. The same until it begins anew.</summary>
    DateTime RemembersSince { get; }
}

internal static class ReplayToken
{
    /// <summary>128 bits of SHA-256 over client and token: what is stored, of one size whatever came.</summary>
    public static UInt128 Of(Guid client, string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. client.ToByteArray(), .. Encoding.UTF8.GetBytes(token)], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
