using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Data;

/// <summary>
/// Whether the stored keys can be read here. A database that was restored without its certificate or key file cannot give up the TOTP
/// secrets: sign-in then refuses with <c>keys_unreadable</c> and readiness says no, instead of every code failing for no visible reason.
/// </summary>
public sealed class KeyRing(
    IKeyManager keys,
    IDataProtectionProvider protection,
    KeyFile file,
    IConfiguration configuration,
    IHostEnvironment environment,
    ILogger<KeyRing> log
)
{
    /// <summary>True once <see cref="Open"/> found every stored key readable.</summary>
    public bool IsReadable { get; private set; }

    /// <summary>True when <see cref="Open"/> found a stored key that cannot be decrypted here.</summary>
    public bool HasLostKeys { get; private set; }

    /// <summary>Reads the ring at start, and makes the first key, so that no key is ever made inside somebody's transaction.</summary>
    public bool Open()
    {
        var unreadable = keys.GetAllKeys().Count(key => !CanUse(key));
        (IsReadable, HasLostKeys) = (unreadable == 0, unreadable > 0);
        if (!IsReadable)
        {
            log.LogError(
                "keys_unreadable: {Count} Data Protection keys in the database cannot be decrypted. Restore the certificate or key file they were encrypted with (DataProtection:CertificatePath or DataProtection:KeyFile). Nobody can sign in until then.",
                unreadable
            );
            return false;
        }
        protection.CreateProtector("FundPortal.Start").Protect([1]);
        if (!environment.IsDevelopment() && !KeyProtection.IsConfigured(configuration, file))
            log.LogCritical(
                "The Data Protection keys stand UNENCRYPTED in the database: whoever reads a copy of it can forge sessions and read TOTP secrets. Set DataProtection:CertificatePath or DataProtection:KeyFile."
            );
        return true;
    }

    private bool CanUse(IKey key)
    {
        try
        {
            return key.IsRevoked || key.CreateEncryptor() is not null;
        }
        catch (Exception error)
        {
            log.LogWarning("Key {KeyId} cannot be decrypted: {Reason}", key.KeyId, error.Message);
            return false;
        }
    }
}
