using System.Security.Cryptography;
using System.Text;
using FundPortal.Domain.OpenApi;
using Microsoft.AspNetCore.DataProtection;

namespace FundPortal.Application.OpenApi;

/// <summary>Makes keys and secrets of API clients, and keeps secrets encrypted with the portal's key ring.</summary>
public sealed class ApiSecrets(IDataProtectionProvider protection)
{
    private const int RandomBytes = 32;
    private const int HintLength = 12;

    private readonly IDataProtector protector = protection.CreateProtector("FundPortal.OpenApi.v1");

    /// <summary>A new secret: 64 hexadecimal digits, 256 random bits. Its ASCII text is the key of the HMAC.</summary>
    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>A new API key; its prefix tells the environment.</summary>
    public static string NewKey(ApiEnvironment environment) =>
        (environment == ApiEnvironment.Sandbox ? "sk_test_" : "sk_live_")
        + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What is stored of a key: it has 256 random bits, so a plain hash cannot be guessed back.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public static string HintOf(string key) => key[..HintLength];

    public byte[] Protect(string secret) => protector.Protect(Encoding.UTF8.GetBytes(secret));

    /// <exception cref="CryptographicException">The key ring cannot read it: a database without its keys.</exception>
    public byte[] Read(byte[] stored) => protector.Unprotect(stored);
}
