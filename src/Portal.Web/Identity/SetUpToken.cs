using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Data;

namespace FundPortal.Web.Identity;

/// <summary>
/// The way in where nobody is yet: a token that only whoever reads the server's log knows, good for one hour and until an administrator
/// exists. Kept in this process alone; a restart prints another.
/// </summary>
internal sealed class SetUpToken(StartReads reads, TimeProvider clock, ILogger<SetUpToken> log)
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private byte[]? hash;
    private DateTimeOffset until;

    public async Task AnnounceAsync(CancellationToken ct)
    {
        if (await reads.HasPeopleAsync(ct))
            return;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        (hash, until) = (SHA256.HashData(Encoding.ASCII.GetBytes(token)), clock.GetUtcNow() + Life);
        log.LogWarning("Nobody can sign in yet. Within an hour, open /set-up and give this one-time token: {Token}", token);
    }

    public bool IsRight(string? token) =>
        hash is not null
        && clock.GetUtcNow() < until
        && CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes((token ?? "").Trim())));

    public void Spend() => hash = null;
}
