using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>
/// Lets a channel go live, after a good connection test and a good dry run of its settings as they are and with a fresh code; or pauses it, which
/// needs neither.
/// </summary>
public sealed class SetChannelState(PortalDbContext db, Proof proof, IAudit audit, TimeProvider clock)
    : IUseCase<SetChannelState.Command, Done>
{
    public sealed record Command(Guid Channel, bool GoLive, int Version, string? Code = null);

    /// <summary>Connection test or dry run are missing, bad, or older than the settings.</summary>
    public static readonly Refusal NotTried = new("channel_not_tried");

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageChannels))
            return Refusal.Forbidden;
        var found = await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.PublicId == input.Channel, ct);
        if (found is null)
            return Refusal.NotFound;
        if (input.GoLive && !await IsTriedAsync(found, ct))
            return NotTried;
        if (input.GoLive && !actor.IsSystem && (await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var channel = await db.Channels.SingleAsync(c => c.Id == found.Id, ct);
        if (channel.Version != input.Version)
            return Refusal.Conflict;
        if (input.GoLive && !await IsTriedAsync(channel, ct))
            return NotTried;
        var before = channel.State;
        channel.State = input.GoLive ? ChannelState.Live : ChannelState.Paused;
        if (channel.State == before)
            return default(Done);
        audit.Append(actor, "channel.state_changed", $"channel:{channel.PublicId}", new { before, after = channel.State });
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }

    private async Task<bool> IsTriedAsync(Channel channel, CancellationToken ct)
    {
        var trials = new Trials(db, clock);
        return await trials.IsGoodAsync(channel, TrialKind.Connection, ct) && await trials.IsGoodAsync(channel, TrialKind.DryRun, ct);
    }
}
