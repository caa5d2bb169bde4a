using System.Security.Cryptography;

namespace FundPortal.Web.Host;

/// <summary>The word of this one answer that lets an inline script of ours run: <c>&lt;ImportMap nonce="@Nonce.Value" /&gt;</c>. 128 random bits.</summary>
public sealed class CspNonce
{
    public string Value { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
}
