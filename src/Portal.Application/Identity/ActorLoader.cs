using System.Collections.Frozen;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>Reads who a session belongs to, afresh for every command: a disabled person or a removed role counts at once.</summary>
public sealed class ActorLoader(PortalDbContext db, TimeProvider clock)
{
    /// <returns>Null when the session has ended, expired, or its person is disabled or changed security details since.</returns>
    public async Task<Actor?> LoadAsync(Guid sessionId, string? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var idleSince = now - SessionLimits.Idle;
        var found = await (
            from session in db.SignInSessions
            join person in db.Users on session.PersonId equals person.Id
            where
                session.Id == sessionId
                && session.EndedAt == null
                && session.ExpiresAt > now
                && session.LastSeenAt > idleSince
                && !person.IsDisabled
                && session.SecurityStamp == person.SecurityStamp
            select new
            {
                person.Id,
                person.DisplayName,
                Roles = db.PersonRoles.Where(role => role.PersonId == person.Id).Select(role => role.Role).ToList(),
            }
        )
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
        return found is null ? null : new Actor(found.Id, found.DisplayName, found.Roles.ToFrozenSet(), address, sessionId);
    }
}
