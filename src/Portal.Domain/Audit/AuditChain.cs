using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Domain.Audit;

/// <summary>
/// The chain's canonical form and hash. Every field is written with its length (an absent one with length −1), so two different
/// entries never share one form.
/// </summary>
public static class AuditChain
{
    public static readonly byte[] Genesis = new byte[32];

    /// <summary>Names the canonical form; a new form gets a new name.</summary>
    private static readonly byte[] Form = "fundportal-audit-1"u8.ToArray();

    public static byte[] HashOf(AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Form);
        Append(hash, entry.Seq);
        Append(hash, new DateTimeOffset(entry.At, TimeSpan.Zero).ToUnixTimeMilliseconds());
        Append(hash, entry.ActorId?.ToByteArray(bigEndian: true));
        Append(hash, entry.ActorName);
        Append(hash, entry.Address);
        Append(hash, entry.Action);
        Append(hash, entry.Subject);
        Append(hash, entry.Data);
        Append(hash, entry.PreviousHash);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, string? text) => Append(hash, text is null ? null : Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, byte[]? bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
        hash.AppendData(length);
        if (bytes is not null)
            hash.AppendData(bytes);
    }
}
