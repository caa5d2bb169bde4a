using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>Ten codes of 80 random bits for the day the phone is lost. Shown once, kept as salted hashes, each good once.</summary>
public sealed class RecoveryCodes(PortalDbContext db, TimeProvider clock)
{
    public const int Count = 10;

    /// <summary>Without characters that are mistaken for each other; 16 of 5 bits each.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private const int Length = 16;

    /// <summary>Adds ten new ones to the save and removes the old.</summary>
    public async Task<IReadOnlyList<string>> ReplaceAsync(Guid person, CancellationToken ct)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(code => code.PersonId == person).ToListAsync(ct));
        var shown = new List<string>(Count);
        for (var i = 0; i < Count; i++)
        {
            var text = RandomNumberGenerator.GetString(Alphabet, Length);
            var salt = RandomNumberGenerator.GetBytes(16);
            db.RecoveryCodes.Add(
                new RecoveryCode
                {
                    PersonId = person,
                    Salt = salt,
                    Hash = Hash(salt, text),
                }
            );
            shown.Add(string.Join('-', text.Chunk(4).Select(part => new string(part))));
        }
        return shown;
    }

    /// <summary>Of racing callers with one code exactly one gets true.</summary>
    public async Task<bool> ConsumeAsync(Guid person, string? code, CancellationToken ct)
    {
        var text = new string([.. (code ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(Length + 1)]);
        if (text.Length != Length)
            return false;
        var open = await db.RecoveryCodes.AsNoTracking().Where(row => row.PersonId == person && row.UsedAt == null).ToListAsync(ct);
        var found = open.Find(row => CryptographicOperations.FixedTimeEquals(row.Hash, Hash(row.Salt, text)));
        if (found is null)
            return false;
        var now = clock.GetUtcNow().UtcDateTime;
        await using var write = await db.BeginWriteAsync(ct);
        // A conditional update on purpose: of racing callers it hits the row for one.
        var claimed = await db
            .RecoveryCodes.Where(row => row.Id == found.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, (DateTime?)now), ct);
        await write.CommitAsync(ct);
        return claimed == 1;
    }

    /// <summary>80 random bits need no slow hash.</summary>
    private static byte[] Hash(byte[] salt, string text) => SHA256.HashData([.. salt, .. Encoding.ASCII.GetBytes(text)]);
}
