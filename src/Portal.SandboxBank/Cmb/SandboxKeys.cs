using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;

namespace FundPortal.SandboxBank.Cmb;

/// <summary>
/// The keys of both sides, made at the first start and written beside the books as <c>sandbox-keys.json</c>, so that a portal in Development
/// can set its channels up by itself. They open nothing but this sandbox.
/// </summary>
/// <param name="ClientPrivateKey">Base64, 32 bytes: what the portal signs with.</param>
/// <param name="ClientPublicKey">Base64, 65 bytes.</param>
/// <param name="BankPrivateKey">Base64, 32 bytes.</param>
/// <param name="BankPublicKey">Base64, 65 bytes: what the portal verifies with.</param>
/// <param name="EncryptionKey">Base64, 16 bytes, SM4.</param>
internal sealed record SandboxKeys(
    string UserId,
    string ClientPrivateKey,
    string ClientPublicKey,
    string BankPrivateKey,
    string BankPublicKey,
    string EncryptionKey,
    string PlatformFlag,
    string PlatformSecret,
    string SettlementKey,
    string SettlementSecret
)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly ECDomainParameters Curve = ECDomainParameters.FromX9ECParameters(GMNamedCurves.GetByName("sm2p256v1"));

    /// <summary>The user id padded right with zeros to 16 characters.</summary>
    [JsonIgnore]
    public byte[] Signer => Encoding.ASCII.GetBytes(UserId.PadRight(16, '0'));

    [JsonIgnore]
    public byte[] Sm4 => Convert.FromBase64String(EncryptionKey);

    [JsonIgnore]
    public ECPrivateKeyParameters Bank => new(new BigInteger(1, Convert.FromBase64String(BankPrivateKey)), Curve);

    [JsonIgnore]
    public ECPublicKeyParameters Client => new(Curve.Curve.DecodePoint(Convert.FromBase64String(ClientPublicKey)), Curve);

    public static SandboxKeys LoadOrMake(string file)
    {
        if (File.Exists(file))
            return JsonSerializer.Deserialize<SandboxKeys>(File.ReadAllText(file), Json)!;
        var (client, clientPublic) = Pair();
        var (bank, bankPublic) = Pair();
        var made = new SandboxKeys(
            "N002432758",
            client,
            clientPublic,
            bank,
            bankPublic,
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)),
            "sandbox",
            Secret(),
            "sk_test_" + Secret(),
            Secret()
        );
        // Never half a file: whoever looks for it reads all of it.
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(made, Json));
        File.Move(file + ".new", file);
        return made;
    }

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static (string Private, string Public) Pair()
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(Curve, new SecureRandom()));
        var pair = generator.GenerateKeyPair();
        var d = ((ECPrivateKeyParameters)pair.Private).D.ToByteArrayUnsigned();
        var padded = new byte[32];
        d.CopyTo(padded, 32 - d.Length);
        return (
            Convert.ToBase64String(padded),
            Convert.ToBase64String(((ECPublicKeyParameters)pair.Public).Q.GetEncoded(compressed: false))
        );
    }
}
