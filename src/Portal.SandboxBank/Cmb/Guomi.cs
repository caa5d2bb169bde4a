using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Paddings;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace FundPortal.SandboxBank.Cmb;

/// <summary>The bank's side of SM2 with SM3, and SM4-CBC (国密).</summary>
internal static class Guomi
{
    /// <returns>Raw r‖s.</returns>
    public static byte[] Sign(ECPrivateKeyParameters key, byte[] signer, byte[] text)
    {
        var sm2 = Signer();
        sm2.Init(true, new ParametersWithID(key, signer));
        sm2.BlockUpdate(text, 0, text.Length);
        return sm2.GenerateSignature();
    }

    public static bool Verify(ECPublicKeyParameters key, byte[] signer, byte[] text, byte[] signature)
    {
        var sm2 = Signer();
        sm2.Init(false, new ParametersWithID(key, signer));
        sm2.BlockUpdate(text, 0, text.Length);
        return signature.Length == 64 && sm2.VerifySignature(signature);
    }

    public static byte[] Sm3(byte[] text)
    {
        var digest = new SM3Digest();
        digest.BlockUpdate(text, 0, text.Length);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return hash;
    }

    public static byte[] Sm4(bool encrypt, byte[] key, byte[] iv, byte[] input)
    {
        var cipher = new PaddedBufferedBlockCipher(new CbcBlockCipher(new SM4Engine()), new Pkcs7Padding());
        cipher.Init(encrypt, new ParametersWithIV(new KeyParameter(key), iv));
        return cipher.DoFinal(input);
    }

    private static SM2Signer Signer() => new(PlainDsaEncoding.Instance, new SM3Digest());
}
