using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>Whether a payment may leave this installation now: the payment itself (<see cref="PaymentGate"/>), and the way to its bank.</summary>
public sealed class SendingGate(PortalDbContext db, PaymentGate gate, Installation installation, WorkingDays calendar, TimeProvider clock)
{
    /// <summary>No channel sends this account's payments.</summary>
    public static readonly Refusal NoChannel = new("payment_no_channel");

    /// <summary>The channel is being set up, or paused.</summary>
    public static Refusal ChannelNotLive(Channel channel) => new("payment_channel_not_live", channel.Name);

    /// <summary>Two people have not said that this installation may send through the channel.</summary>
    public static Refusal Disarmed(Channel channel) => new("payment_sending_disarmed", channel.Name);

    /// <summary>The bank takes payments again then.</summary>
    public static Refusal CutOff(DateTime opens) => new("payment_cut_off", opens);

    /// <summary>The payer account has another number than was signed, or the bank's name of it is another one than when the order was made.</summary>
    public static readonly Refusal PayerChanged = new("payment_payer_changed");

    /// <param name="RemoteId">What the bank calls the payer account there.</param>
    /// <param name="Channel">Null when no channel sends this account's payments.</param>
    /// <param name="Refusal">Null when it may leave.</param>
    public sealed record Answer(Channel? Channel, string? RemoteId, Refusal? Refusal);

    /// <summary>For an approved payment. Read in the caller's transaction.</summary>
    public async Task<Answer> CheckReleaseAsync(Payment payment, CancellationToken ct)
    {
        var way = await WayAsync(payment.AccountId, ct);
        if (await gate.CheckAsync(payment, ct) is { } refusal)
            return way with { Refusal = refusal };
        return way.Refusal is null && !await IsPayerAsync(payment, ct) ? way with { Refusal = PayerChanged } : way;
    }

    /// <summary>For one order of a released payment, right before it is claimed. Read in the caller's transaction.</summary>
    public async Task<Answer> CheckOrderAsync(Payment payment, PaymentInstruction order, CancellationToken ct)
    {
        var way = await WayAsync(payment.AccountId, ct);
        if (!order.Fits(payment))
            return way with { Refusal = PaymentRefusals.ContentAltered };
        if (await gate.CheckSendingAsync(payment, ct) is { } refusal)
            return way with { Refusal = refusal };
        // Another channel than the one that may have it already could pay it twice.
        if (way.Channel is { } channel && channel.Id != order.ChannelId)
            return way with { Refusal = NoChannel };
        var isSame = order.RemoteId is null || string.Equals(order.RemoteId, way.RemoteId, StringComparison.Ordinal);
        return way.Refusal is null && !(isSame && await IsPayerAsync(payment, ct)) ? way with { Refusal = PayerChanged } : way;
    }

    private Task<bool> IsPayerAsync(Payment payment, CancellationToken ct) =>
        payment.PayerNumber is { } number
            ? db.Accounts.AnyAsync(a => a.Id == payment.AccountId && a.Number == number, ct)
            : Task.FromResult(true);

    /// <summary>Whether this very installation has been armed for the channel as it is now.</summary>
    public async Task<bool> IsArmedAsync(Channel channel, CancellationToken ct) =>
        await installation.FingerprintAsync(channel, ct) is { } fingerprint
        && await db.SendingArmings.AnyAsync(
            a => a.ChannelId == channel.Id && a.Fingerprint == fingerprint && a.ConfirmedAt != null && a.EndedAt == null,
            ct
        );

    private async Task<Answer> WayAsync(int accountId, CancellationToken ct)
    {
        var way = await (
            from served in db.ChannelAccounts
            join found in db.Channels on served.ChannelId equals found.Id
            where served.AccountId == accountId && served.IsForPayments
            select new { Channel = found, served.RemoteId }
        )
            .AsNoTracking()
            .SingleOrDefaultAsync(ct);
        if (way is null || !way.Channel.Capabilities.Payments)
            return new(null, null, NoChannel);
        var (channel, remote) = (way.Channel, way.RemoteId);
        if (channel.State != ChannelState.Live)
            return new(channel, remote, ChannelNotLive(channel));
        if (!await IsArmedAsync(channel, ct))
            return new(channel, remote, Disarmed(channel));
        var now = clock.GetUtcNow().UtcDateTime;
        var opens = SendingWindow.Opens(channel, calendar, now);
        return new(channel, remote, opens > now ? CutOff(opens) : null);
    }
}
