using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Paddings;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>The Chinese national algorithms as the CMB dialect uses them: SM2 with SM3 (GB/T 32918, 32905), SM4-CBC (GB/T 32907).</summary>
internal static class Sm
{
    public const int KeyBytes = 16;
    public const int SignatureBytes = 64;

    private static readonly ECDomainParameters Curve = ECDomainParameters.FromX9ECParameters(GMNamedCurves.GetByName("sm2p256v1"));

    /// <returns>Null when it is no private key of the curve: 32 bytes, 1 to n − 2.</returns>
    public static ECPrivateKeyParameters? PrivateKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 32)
            return null;
        var d = new BigInteger(1, bytes.ToArray());
        return d.SignValue > 0 && d.CompareTo(Curve.N.Subtract(BigInteger.One)) < 0 ? new(d, Curve) : null;
    }

    /// <returns>Null when it is no point of the curve: 65 bytes, <c>04‖x‖y</c>.</returns>
    public static ECPublicKeyParameters? PublicKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 65 || bytes[0] != 4)
            return null;
        try
        {
            return new(Curve.Curve.DecodePoint(bytes.ToArray()), Curve);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <returns>Raw r‖s, 64 bytes.</returns>
    public static byte[] Sign(ECPrivateKeyParameters key, byte[] signer, byte[] message)
    {
        var sm2 = new SM2Signer(PlainDsaEncoding.Instance, new SM3Digest());
        sm2.Init(true, new ParametersWithID(new ParametersWithRandom(key, new SecureRandom()), signer));
        sm2.BlockUpdate(message, 0, message.Length);
        return sm2.GenerateSignature();
    }

    public static bool Verify(ECPublicKeyParameters key, byte[] signer, byte[] message, byte[] signature)
    {
        if (signature.Length != SignatureBytes)
            return false;
        var sm2 = new SM2Signer(PlainDsaEncoding.Instance, new SM3Digest());
        sm2.Init(false, new ParametersWithID(key, signer));
        sm2.BlockUpdate(message, 0, message.Length);
        return sm2.VerifySignature(signature);
    }

    public static byte[] Encrypt(byte[] key, byte[] iv, byte[] clear) => Crypt(true, key, iv, clear);

    /// <returns>Null when it cannot be decrypted.</returns>
    public static byte[]? Decrypt(byte[] key, byte[] iv, byte[] cipher)
    {
        if (cipher.Length == 0 || cipher.Length % KeyBytes != 0)
            return null;
        try
        {
            return Crypt(false, key, iv, cipher);
        }
        catch (InvalidCipherTextException)
        {
            return null;
        }
    }

    private static byte[] Crypt(bool encrypt, byte[] key, byte[] iv, byte[] input)
    {
        var cipher = new PaddedBufferedBlockCipher(new CbcBlockCipher(new SM4Engine()), new Pkcs7Padding());
        cipher.Init(encrypt, new ParametersWithIV(new KeyParameter(key), iv));
        return cipher.DoFinal(input);
    }
}
