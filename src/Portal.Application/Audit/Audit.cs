using System.Text.Json;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Audit;

/// <summary>Where use cases say what happened. The entry is stored by the next save, in the same transaction as the change.</summary>
public interface IAudit
{
    /// <param name="action">Object and past participle: <c>statement.exported</c>.</param>
    /// <param name="subject">Kind and public id: <c>account:0199…</c>.</param>
    /// <param name="data">Serialised as JSON; before and after or figures, never a secret.</param>
    void Append(Actor actor, string action, string subject, object data);
}

public sealed class AuditTrail(PortalDbContext db, TimeProvider clock) : IAudit
{
    public void Append(Actor actor, string action, string subject, object data) =>
        db.AppendAudit(
            new(
                clock.GetUtcNow().UtcDateTime,
                actor.IsSystem ? null : actor.PersonId,
                actor.Name,
                actor.Address,
                action,
                subject,
                JsonSerializer.Serialize(data, AuditJson.Options)
            )
        );
}

internal sealed record PendingAuditEntry(
    DateTime At,
    Guid? ActorId,
    string ActorName,
    string? Address,
    string Action,
    string Subject,
    string Data
);
