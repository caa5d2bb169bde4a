using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Notices;

/// <summary>
/// Sends the e-mails that are due. Any number of nodes may run it at once: a message belongs to whoever claimed it, for
/// <see cref="Lease"/>. A node that dies after sending and before saying so leaves the claim to run out; the second copy carries the same
/// Message-Id, by which mail programs know it.
/// </summary>
public sealed class SendOutbox(PortalDbContext db, Mailer mailer, MailOptions options, TimeProvider clock, ILogger<SendOutbox> log)
    : IUseCase<SendOutbox.Command, SendOutbox.Report>
{
    public sealed record Command;

    /// <param name="Sent">E-mails that the server took.</param>
    /// <param name="Refused">Those it refused; they come again later, or were given up.</param>
    public sealed record Report(int Sent, int Refused);

    /// <summary>How long a claim holds. A send ends long before, by its own limit.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Refusals until a message is given up: with the growing pauses some seventeen hours.</summary>
    public const int MaxTries = 10;

    internal const int MaxError = 500;

    /// <summary>A round ends at some time, so that stopping the portal does not wait for a flood.</summary>
    private const int MaxPerRound = 200;

    /// <summary>While the server cannot be reached.</summary>
    private static readonly TimeSpan ServerPause = TimeSpan.FromSeconds(30);

    public async Task<Result<Report>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        if (!options.IsOn)
            return new Report(0, 0);
        var (sent, refused) = (0, 0);
        foreach (var id in await DueAsync(ct))
        {
            if (await ClaimAsync(id, ct) is not { } message)
                continue;
            switch (await TrySendAsync(message, ct))
            {
                case Outcome.Sent:
                    sent++;
                    break;
                case Outcome.Refused:
                    refused++;
                    break;
                case Outcome.NoServer:
                    return new Report(sent, refused);
            }
        }
        return new Report(sent, refused);
    }

    private enum Outcome
    {
        Sent,
        Refused,
        NobodyToTell,
        NoServer,
    }

    private Task<List<long>> DueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db
            .OutboxMessages.Where(m => m.FailedAt == null && m.DueAt <= now && (m.LeasedUntil == null || m.LeasedUntil <= now))
            .OrderBy(m => m.DueAt)
            .ThenBy(m => m.Id)
            .Take(MaxPerRound)
            .Select(m => m.Id)
            .ToListAsync(ct);
    }

    /// <summary>One conditional UPDATE: of all nodes one gets the message.</summary>
    internal async Task<OutboxMessage?> ClaimAsync(long id, CancellationToken ct)
    {
        var (now, lease) = (clock.GetUtcNow().UtcDateTime, Guid.NewGuid());
        await using (var write = await db.BeginWriteAsync(ct))
        {
            var claimed = await db
                .OutboxMessages.Where(m =>
                    m.Id == id && m.FailedAt == null && m.DueAt <= now && (m.LeasedUntil == null || m.LeasedUntil <= now)
                )
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.LeaseId, lease).SetProperty(m => m.LeasedUntil, now + Lease), ct);
            await write.CommitAsync(ct);
            if (claimed != 1)
                return null;
        }
        return await db
            .OutboxMessages.AsNoTracking()
            .Include(m => m.Notice)
            .SingleOrDefaultAsync(m => m.Id == id && m.LeaseId == lease, ct);
    }

    private async Task<Outcome> TrySendAsync(OutboxMessage message, CancellationToken ct)
    {
        var receiver = await db
            .Users.Where(person => person.Id == message.Notice.PersonId && !person.IsDisabled)
            .Select(person => new { person.Email, person.Language })
            .SingleOrDefaultAsync(ct);
        if (receiver?.Email is not { Length: > 0 } address)
        {
            await RemoveAsync(message, ct);
            return Outcome.NobodyToTell;
        }
        try
        {
            await mailer.ConnectAsync(ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // The server's trouble, not the message's: it does not count as a try, however long it lasts.
            log.LogWarning("The mail server {Host} cannot be used: {Reason}", options.Host, error.Message);
            await GiveBackAsync(message, ServerPause, CancellationToken.None);
            return Outcome.NoServer;
        }
        catch (OperationCanceledException)
        {
            await GiveBackAsync(message, TimeSpan.Zero, CancellationToken.None);
            throw;
        }
        try
        {
            await mailer.SendAsync(mailer.Write(message, address, receiver.Language), ct);
        }
        // What is not said to have been taken may have been: the claim runs out, and a copy with the same Message-Id follows.
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            await RefuseAsync(message, error, CancellationToken.None);
            return Outcome.Refused;
        }
        // From here on it is sent: stopping the portal must not keep that from being written down.
        await RemoveAsync(message, CancellationToken.None);
        return Outcome.Sent;
    }

    private async Task RemoveAsync(OutboxMessage message, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        await db.OutboxMessages.Where(m => m.Id == message.Id && m.LeaseId == message.LeaseId).ExecuteDeleteAsync(ct);
        await write.CommitAsync(ct);
    }

    private async Task GiveBackAsync(OutboxMessage message, TimeSpan pause, CancellationToken ct)
    {
        var dueAt = clock.GetUtcNow().UtcDateTime + pause;
        await using var write = await db.BeginWriteAsync(ct);
        await db
            .OutboxMessages.Where(m => m.Id == message.Id && m.LeaseId == message.LeaseId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(m => m.DueAt, dueAt)
                        .SetProperty(m => m.LeaseId, (Guid?)null)
                        .SetProperty(m => m.LeasedUntil, (DateTime?)null),
                ct
            );
        await write.CommitAsync(ct);
    }

    /// <summary>One, two, four … minutes until the next try; after the last one it stays as it is, and the log says so.</summary>
    private async Task RefuseAsync(OutboxMessage message, Exception error, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var tries = message.Tries + 1;
        DateTime? failedAt = tries >= MaxTries ? now : null;
        var dueAt = now + TimeSpan.FromMinutes(1L << (tries - 1));
        var reason = error.Message.Length > MaxError ? error.Message[..MaxError] : error.Message;
        await using (var write = await db.BeginWriteAsync(ct))
        {
            await db
                .OutboxMessages.Where(m => m.Id == message.Id && m.LeaseId == message.LeaseId)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(m => m.Tries, tries)
                            .SetProperty(m => m.DueAt, dueAt)
                            .SetProperty(m => m.FailedAt, failedAt)
                            .SetProperty(m => m.LastError, reason)
                            .SetProperty(m => m.LeaseId, (Guid?)null)
                            .SetProperty(m => m.LeasedUntil, (DateTime?)null),
                    ct
                );
            await write.CommitAsync(ct);
        }
        if (failedAt is not null)
            log.LogError("E-mail {Message} was given up after {Tries} tries: {Reason}", message.MessageId, tries, reason);
        else
            log.LogWarning("E-mail {Message} was not sent ({Tries}): {Reason}", message.MessageId, tries, reason);
    }
}
