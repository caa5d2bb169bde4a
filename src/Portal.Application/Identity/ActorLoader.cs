using System.Collections.Frozen;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Identity;

/// <summary>
/// Reads who a session belongs to, afresh for every command: a disabled person or a removed role counts at once. By hand, since every
/// request and every click asks it.
/// </summary>
public sealed class ActorLoader(ReadLanes lanes, TimeProvider clock)
{
    private static readonly ReadQuery Query = new(
        """
        SELECT p."Id", p."DisplayName", s."LastSeenAt", r."Role"
        FROM "SignInSessions" s JOIN "People" p ON p."Id" = s."PersonId" LEFT JOIN "PersonRoles" r ON r."PersonId" = p."Id"
        WHERE s."Id" = @session AND s."EndedAt" IS NULL AND s."ExpiresAt" > @now AND s."LastSeenAt" > @idleSince
          AND p."IsDisabled" = 0 AND p."IsProgram" = 0 AND s."SecurityStamp" = p."SecurityStamp"
        """,
        "@session",
        "@now",
        "@idleSince"
    );

    internal static (string Text, string Declarations) SqlServerText =>
        (Query.Text, "@session uniqueidentifier, @now datetime2, @idleSince datetime2");

    /// <returns>Null when the session has ended, expired, or its person is disabled or changed security details since.</returns>
    public async Task<Actor?> LoadAsync(Guid sessionId, string? address, CancellationToken ct) =>
        (await FindAsync(sessionId, address, ct))?.Actor;

    /// <summary>As <see cref="LoadAsync"/>, with the last sign of life that is stored (UTC).</summary>
    public Task<(Actor Actor, DateTime LastSeenAt)?> FindAsync(Guid sessionId, string? address, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return lanes.AskAsync(
            Query,
            new[] { lanes.Id(sessionId), lanes.Instant(now), lanes.Instant(now - SessionLimits.Idle) },
            async (reader, ct) =>
            {
                if (!await reader.ReadAsync(ct))
                    return ((Actor, DateTime)?)null;
                var (person, name, seen) = (reader.GetGuid(0), reader.GetString(1), lanes.InstantAt(reader, 2));
                var roles = new List<Role>();
                do if (!reader.IsDBNull(3))
                    roles.Add((Role)reader.GetInt32(3));
                while (await reader.ReadAsync(ct));
                return (new Actor(person, name, roles.ToFrozenSet(), address, sessionId), seen);
            },
            ct
        );
    }
}
