using FundPortal.Domain;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Data;

internal static class Saving
{
    /// <summary>Saves and commits.</summary>
    /// <returns>Null; or <see cref="Refusal.Conflict"/> when somebody else changed one of the rows since it was read.</returns>
    public static async Task<Refusal?> TrySaveAsync(this PortalDbContext db, WriteScope write, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        return null;
    }
}
