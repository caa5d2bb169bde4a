using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>
/// A code is good once, for all purposes together and on all nodes: one conditional UPDATE moves the last accepted step forward,
/// and of any number of racing callers it hits the row for exactly one.
/// </summary>
public sealed class TotpVerifier(PortalDbContext db, TotpSecrets secrets)
{
    /// <returns>The RFC 6238 step that was spent; null when the code is wrong or was used before.</returns>
    /// <param name="secret">The protected secret to check against: the person's, or the one that set-up has just shown.</param>
    public async Task<long?> ConsumeAsync(Guid personId, byte[] secret, string? code, CancellationToken ct)
    {
        if (secrets.StepOf(secret, code) is not { } step)
            return null;
        await using var write = await db.BeginWriteAsync(ct);
        var claimed = await db
            .Users.Where(person => person.Id == personId && person.LastTotpStep < step)
            .ExecuteUpdateAsync(set => set.SetProperty(person => person.LastTotpStep, step), ct);
        await write.CommitAsync(ct);
        return claimed == 1 ? step : null;
    }
}
