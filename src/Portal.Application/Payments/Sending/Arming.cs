using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>The first of two people who let this installation send through a channel. Needs a fresh code.</summary>
public sealed class AskToArm(
    PortalDbContext db,
    Installation installation,
    Proof proof,
    Noticeboard notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<AskToArm.Command, Guid>
{
    public sealed record Command(Guid Channel, string Code);

    public async Task<Result<Guid>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ArmSending) || actor.IsSystem)
            return Refusal.Forbidden;
        if (!await db.Channels.AnyAsync(c => c.PublicId == input.Channel, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var channel = await db.Channels.SingleAsync(c => c.PublicId == input.Channel, ct);
        if (!channel.Capabilities.Payments)
            return SendingGate.NoChannel;
        var fingerprint = await installation.MakeFingerprintAsync(channel, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var open = await db.SendingArmings.Where(a => a.ChannelId == channel.Id && a.EndedAt == null).ToListAsync(ct);
        if (open.Exists(a => a.Stands && string.Equals(a.Fingerprint, fingerprint, StringComparison.Ordinal)))
            return new Refusal("sending_armed_already");
        // Somebody else's unanswered asking for this installation: the last one counts.
        foreach (var old in open.Where(a => a.ConfirmedAt is null && string.Equals(a.Fingerprint, fingerprint, StringComparison.Ordinal)))
            old.End(actor.PersonId, "", now);
        var arming = new SendingArming
        {
            ChannelId = channel.Id,
            Fingerprint = fingerprint,
            Host = installation.Host,
            AskedBy = actor.PersonId,
            AskedAt = now,
        };
        db.SendingArmings.Add(arming);
        audit.Append(
            actor,
            "sending.arming_asked",
            $"channel:{channel.PublicId}",
            new
            {
                arming = arming.PublicId,
                fingerprint,
                host = arming.Host,
            }
        );
        var others = await Armers.AllAsync(db, actor.PersonId, ct);
        notices.Add(others, NoticeKinds.SendingArmingWaits, "/sending", channel.Name, actor.Name);
        return await db.TrySaveAsync(write, ct) is { } refusal ? refusal : arming.PublicId;
    }
}

/// <summary>The second of two people who let this installation send through a channel. Needs a fresh code.</summary>
public sealed class ConfirmArming(PortalDbContext db, Installation installation, Proof proof, IAudit audit, TimeProvider clock)
    : IUseCase<ConfirmArming.Command, Done>
{
    public sealed record Command(Guid Arming, string Code);

    /// <summary>The channel's settings, or the machine, are not those that the first person meant.</summary>
    public static readonly Refusal OtherInstallation = new("sending_other_installation");

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ArmSending) || actor.IsSystem)
            return Refusal.Forbidden;
        if (!await db.SendingArmings.AnyAsync(a => a.PublicId == input.Arming, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var arming = await db.SendingArmings.SingleAsync(a => a.PublicId == input.Arming, ct);
        var channel = await db.Channels.SingleAsync(c => c.Id == arming.ChannelId, ct);
        if (!string.Equals(await installation.FingerprintAsync(channel, ct), arming.Fingerprint, StringComparison.Ordinal))
            return OtherInstallation;
        if (arming.Confirm(actor.PersonId, clock.GetUtcNow().UtcDateTime).Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            "sending.armed",
            $"channel:{channel.PublicId}",
            new
            {
                arming = arming.PublicId,
                arming.Fingerprint,
                askedBy = arming.AskedBy,
            }
        );
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}

/// <summary>Ends sending through a channel from every installation, or a wish for it; one person is enough, and needs no code.</summary>
public sealed class Disarm(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<Disarm.Command, Done>
{
    public sealed record Command(Guid Channel, string Reason);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!(actor.May(Permission.ArmSending) || actor.May(Permission.ManageChannels)) || actor.IsSystem)
            return Refusal.Forbidden;
        var reason = (input.Reason ?? "").Trim();
        if (reason.Length is 0 or > SendingArming.MaxReason)
            return Refusal.Invalid("reason", "length_1_to", SendingArming.MaxReason);
        await using var write = await db.BeginWriteAsync(ct);
        await SendingLock.TakeAloneAsync(db, ct);
        var channel = await db.Channels.SingleOrDefaultAsync(c => c.PublicId == input.Channel, ct);
        if (channel is null)
            return Refusal.NotFound;
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var arming in await db.SendingArmings.Where(a => a.ChannelId == channel.Id && a.EndedAt == null).ToListAsync(ct))
            arming.End(actor.PersonId, reason, now);
        audit.Append(actor, "sending.disarmed", $"channel:{channel.PublicId}", new { reason });
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}

internal static class Armers
{
    /// <summary>Everybody else who may arm.</summary>
    public static Task<List<Guid>> AllAsync(PortalDbContext db, Guid but, CancellationToken ct)
    {
        var roles = Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.ArmSending)).ToArray();
        return db
            .Users.Where(person => !person.IsDisabled && person.Id != but)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && roles.Contains(role.Role)))
            .Select(person => person.Id)
            .ToListAsync(ct);
    }
}
