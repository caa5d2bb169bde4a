using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>What open circuits tell the session table.</summary>
public sealed class SessionWatch(PortalDbContext db, IAudit audit, TimeProvider clock)
{
    /// <summary>These sessions' people did something just now. A session that ended or expired meanwhile stays so.</summary>
    public async Task TouchAsync(IReadOnlyCollection<Guid> sessions, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var idleSince = now - SessionLimits.Idle;
        await using var write = await db.BeginWriteAsync(ct);
        // A set-based update on purpose: nothing to audit, and a session that another request ends meanwhile must not be revived.
        await db
            .SignInSessions.Where(s => sessions.Contains(s.Id) && s.EndedAt == null && s.LastSeenAt > idleSince)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), ct);
        await write.CommitAsync(ct);
    }

    /// <summary>A tab opened under one session came back with another one's cookie; its circuit was ended.</summary>
    public async Task ReportForeignCookieAsync(Guid? opened, Guid? met, string? address, CancellationToken ct)
    {
        var owner = await (
            from session in db.SignInSessions
            join person in db.Users on session.PersonId equals person.Id
            where session.Id == opened
            select new { person.Id, person.DisplayName }
        ).SingleOrDefaultAsync(ct);
        var actor = Actor.System with { Address = address };
        audit.Append(
            actor,
            "circuit.identity_changed",
            $"person:{owner?.Id}",
            new
            {
                opened,
                met,
                name = owner?.DisplayName,
            }
        );
        await db.SaveChangesAsync(ct);
    }
}
