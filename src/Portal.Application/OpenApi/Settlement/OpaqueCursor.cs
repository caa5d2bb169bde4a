using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>A place in a list as a word that clients only hand back. It grants nothing: what is behind it is looked for in the client's scope.</summary>
internal static class OpaqueCursor
{
    public static string Write(params ReadOnlySpan<long> numbers)
    {
        Span<byte> bytes = stackalloc byte[numbers.Length * sizeof(long)];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt64BigEndian(bytes[(i * sizeof(long))..], numbers[i]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>False when it is no cursor with so many numbers.</returns>
    public static bool TryRead(string text, Span<long> numbers)
    {
        Span<byte> bytes = stackalloc byte[numbers.Length * sizeof(long)];
        if (
            text.Length != Base64Url.GetEncodedLength(bytes.Length)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done
            || written != bytes.Length
        )
            return false;
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadInt64BigEndian(bytes[(i * sizeof(long))..]);
        return true;
    }
}
