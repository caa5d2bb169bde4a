using System.Buffers;
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

    /// <summary>Verification hashes millions of entries: one buffer for each thread.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    public static byte[] HashOf(AuditEntry entry)
    {
        var form = buffer ??= new ArrayBufferWriter<byte>(1024);
        form.ResetWrittenCount();
        Append(form, Form);
        Append(form, entry.Seq);
        Append(form, new DateTimeOffset(entry.At, TimeSpan.Zero).ToUnixTimeMilliseconds());
        Append(form, entry.ActorId?.ToByteArray(bigEndian: true));
        Append(form, entry.ActorName);
        Append(form, entry.Address);
        Append(form, entry.Action);
        Append(form, entry.Subject);
        Append(form, entry.Data);
        Append(form, entry.PreviousHash);
        return SHA256.HashData(form.WrittenSpan);
    }

    /// <summary>As UTF-16 little-endian units: other encodings give all lone surrogates one form.</summary>
    private static void Append(ArrayBufferWriter<byte> form, string? text)
    {
        AppendLength(form, text is null ? -1 : checked(text.Length * sizeof(char)));
        // Every platform that runs the portal is little-endian.
        form.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Append(ArrayBufferWriter<byte> form, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(form.GetSpan(sizeof(long)), number);
        form.Advance(sizeof(long));
    }

    private static void Append(ArrayBufferWriter<byte> form, byte[]? bytes)
    {
        AppendLength(form, bytes?.Length ?? -1);
        form.Write(bytes);
    }

    private static void AppendLength(ArrayBufferWriter<byte> form, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(form.GetSpan(sizeof(int)), length);
        form.Advance(sizeof(int));
    }
}
