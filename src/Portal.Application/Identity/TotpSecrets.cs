using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using OtpNet;

namespace FundPortal.Application.Identity;

/// <summary>Makes TOTP secrets and checks codes: RFC 6238, SHA-1, six digits, 30 seconds, the settings every authenticator app knows.</summary>
public sealed class TotpSecrets(IDataProtectionProvider protection, TimeProvider clock)
{
    public const int StepSeconds = 30;

    /// <summary>160 bits, RFC 4226's recommendation.</summary>
    private const int SecretBytes = 20;

    private const string Issuer = "FundPortal 资金门户";

    private readonly IDataProtector protector = protection.CreateProtector("FundPortal.Identity.Totp.v1");

    /// <summary>A new secret, protected for storage.</summary>
    public byte[] Make() => protector.Protect(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <exception cref="CryptographicException">The key ring cannot read it: a database without its keys.</exception>
    public string Base32(byte[] secret) => Base32Encoding.ToString(protector.Unprotect(secret));

    /// <summary>What the QR code says.</summary>
    public string Uri(byte[] secret, string name) => new OtpUri(OtpType.Totp, protector.Unprotect(secret), name, Issuer).ToString();

    /// <summary>The code of this moment, for the demonstration command.</summary>
    public string Current(byte[] secret) => Totp(secret).ComputeTotp(Now);

    /// <returns>The RFC 6238 step that the code belongs to, one step around now; null when it is wrong. Whether it was used before the caller must claim.</returns>
    public long? StepOf(byte[] secret, string? code)
    {
        // Exactly six ASCII digits: signs, blanks, leading zeros and other scripts' digits would be other spellings of a used code.
        if (code is not { Length: 6 } || !code.All(char.IsAsciiDigit))
            return null;
        return Totp(secret).VerifyTotp(Now, code, out var step, VerificationWindow.RfcSpecifiedNetworkDelay) ? step : null;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private Totp Totp(byte[] secret) => new(protector.Unprotect(secret), StepSeconds, OtpHashMode.Sha1, totpSize: 6);
}
