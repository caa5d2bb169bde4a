using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace FundPortal.Domain.Audit;

/// <summary>
/// The chain's canonical form and hash. Every field is written with its length (an absent one with length −1), so two different
/// entries never share one form.
/// </summary>
public static class AuditChain
{
    public static readonly byte[] Genesis = new byte[32];

    /// <summary>Names the canonical form; a new form gets a new name.</summary>
    private static readonly byte[] Form = "fundportal-audit-2"u8.ToArray();

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

    /// <summary>As UTF-16 little-endian units: other encodings give all lone surrogates one form.</summary>
    private static void Append(IncrementalHash hash, string? text)
    {
        AppendLength(hash, text is null ? -1 : checked(text.Length * sizeof(char)));
        // Every platform of .NET 10 that runs the portal is little-endian.
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, byte[]? bytes)
    {
        AppendLength(hash, bytes?.Length ?? -1);
        hash.AppendData(bytes.AsSpan());
    }

    private static void AppendLength(IncrementalHash hash, int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
