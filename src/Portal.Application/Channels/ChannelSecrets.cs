using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace FundPortal.Application.Channels;

/// <summary>A channel's credentials, encrypted for storage with the portal's key ring.</summary>
public sealed class ChannelSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("FundPortal.Channels.v1");

    public byte[] Protect(IReadOnlyDictionary<string, string> values) =>
        protector.Protect(JsonSerializer.SerializeToUtf8Bytes(values, JsonSerializerOptions.Web));

    /// <exception cref="CryptographicException">The key ring cannot read it: a database without its keys.</exception>
    public Dictionary<string, string> Read(byte[]? stored) =>
        stored is null
            ? []
            : JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(stored), JsonSerializerOptions.Web)!;
}
