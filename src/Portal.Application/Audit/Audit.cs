using System.Text.Json;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;

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
    public void Append(Actor actor, string action, string subject, object data)
    {
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
        if (actor.Program is { Nonce: not null } call)
            Spend(actor.PersonId, call);
    }

    /// <summary>Whatever a program changes is audited, so here its call is marked as carried out: once per database, whatever a node remembers.</summary>
    private void Spend(Guid client, ProgramCall call)
    {
        if (db.SpentNonces.Local.FindEntry(nameof(SpentNonce.Nonce), call.Nonce!) is null)
            db.SpentNonces.Add(
                new SpentNonce
                {
                    ClientId = client,
                    Nonce = call.Nonce!,
                    GoodUntil = call.GoodUntil,
                }
            );
    }
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
