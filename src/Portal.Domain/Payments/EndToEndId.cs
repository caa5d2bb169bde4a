using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FundPortal.Domain.Payments;

/// <summary>
/// The reference under which a bank knows an order. It is computed from the payment, not drawn: whoever sends the same order again (after a
/// crash, from a restored backup, from a second node) sends it under the same reference, and the bank refuses the second one.
/// </summary>
public static class EndToEndId
{
    public const int Length = 28;

    private const string Form = "fundportal-end-to-end-1";
    private const string Prefix = "FP";

    /// <summary>Crockford's digits: no I, L, O, U, which people misread.</summary>
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <param name="line">Payroll's line; 0 for a payment of one order.</param>
    /// <returns><c>FP</c> and 130 bits of SHA-256, letters and digits.</returns>
    public static string Of(Guid payment, int line)
    {
        Span<byte> bytes = stackalloc byte[Form.Length + 16 + sizeof(int)];
        System.Text.Encoding.ASCII.GetBytes(Form, bytes);
        payment.TryWriteBytes(bytes[Form.Length..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[(Form.Length + 16)..], line);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        Span<char> text = stackalloc char[Length];
        Prefix.CopyTo(text);
        for (var i = Prefix.Length; i < Length; i++)
        {
            var bit = (i - Prefix.Length) * 5;
            var two = BinaryPrimitives.ReadUInt16BigEndian(hash[(bit / 8)..]);
            text[i] = Digits[two >> (11 - (bit % 8)) & 31];
        }
        return new string(text);
    }
}
