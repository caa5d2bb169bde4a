using System.Text;
using Org.BouncyCastle.Crypto.Parameters;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>Who we are to the bank, and by which keys both sides know each other.</summary>
/// <param name="Signer">The user id padded right with zeros to 16 characters: SM2's signer id and SM4's initial vector.</param>
internal sealed record CmbKeys(string UserId, byte[] Signer, ECPrivateKeyParameters Own, ECPublicKeyParameters Bank, byte[] Encryption)
{
    /// <param name="values">Checked before.</param>
    public static CmbKeys Of(IReadOnlyDictionary<string, string> values)
    {
        var user = values[CmbKind.UserId];
        return new(
            user,
            Encoding.ASCII.GetBytes(user.PadRight(Sm.KeyBytes, '0')),
            Sm.PrivateKey(Bytes(values[CmbKind.SigningKey]))!,
            Sm.PublicKey(Bytes(values[CmbKind.BankKey]))!,
            Bytes(values[CmbKind.EncryptionKey])!
        );
    }

    /// <returns>Null when it is no base64.</returns>
    public static byte[]? Bytes(string base64)
    {
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out var length) ? buffer[..length] : null;
    }
}
