using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>
/// Says which accounts a channel serves and which of them pay through it. Needs a fresh code when payments, or what the bank calls an account
/// that pays, change. A live channel pauses until it was tried with them.
/// </summary>
public sealed class SaveChannelAccounts(PortalDbContext db, Proof proof, IAudit audit) : IUseCase<SaveChannelAccounts.Command, Done>
{
    public const int MaxAccounts = 1_000;
    private const int MaxRemoteId = 64;

    public sealed record Served(Guid Account, string RemoteId, bool IsForPayments);

    /// <param name="Version">Of the channel, as it was read.</param>
    public sealed record Command(Guid Channel, IReadOnlyList<Served> Accounts, int Version, string? Code = null);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageChannels))
            return Refusal.Forbidden;
        var channelId = await db.Channels.Where(c => c.PublicId == input.Channel).Select(c => (int?)c.Id).SingleOrDefaultAsync(ct);
        if (channelId is null)
            return Refusal.NotFound;
        if (input.Accounts.Count > MaxAccounts)
            return Refusal.Invalid("accounts", "too_many", MaxAccounts);
        if (input.Accounts.Any(a => a.RemoteId.Trim().Length is 0 or > MaxRemoteId || a.RemoteId.Any(char.IsControl)))
            return Refusal.Invalid("remoteId", "length_1_to", MaxRemoteId);
        var publicIds = input.Accounts.Select(a => a.Account).Distinct().ToArray();
        // Master data, as in the account list of an administrator: no data scope and no balance.
        var ids = await db
            .Accounts.Where(a => EF.Parameter(publicIds).Contains(a.PublicId))
            .ToDictionaryAsync(a => a.PublicId, a => a.Id, ct);
        if (ids.Count != input.Accounts.Count)
            return Refusal.Invalid("accounts", "unknown");
        var wanted = input.Accounts.ToDictionary(a => ids[a.Account], a => (RemoteId: a.RemoteId.Trim(), a.IsForPayments));
        var now = await ServedAsync(channelId.Value, isTracked: false, ct);
        var pays = Paying(now.ToDictionary(a => a.AccountId, a => (a.RemoteId, a.IsForPayments)));
        if (
            !pays.SetEquals(Paying(wanted))
            && !actor.IsSystem
            && (await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode
        )
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var channel = await db.Channels.SingleAsync(c => c.Id == channelId, ct);
        if (channel.Version != input.Version)
            return Refusal.Conflict;
        if (!channel.Capabilities.Payments && wanted.Values.Any(a => a.IsForPayments))
            return Refusal.Invalid("isForPayments", "channel_does_not_pay");
        var paying = wanted.Where(a => a.Value.IsForPayments).Select(a => a.Key).ToArray();
        if (
            await db.ChannelAccounts.AnyAsync(
                a => a.ChannelId != channelId && a.IsForPayments && EF.Parameter(paying).Contains(a.AccountId),
                ct
            )
        )
            return Refusal.Invalid("isForPayments", "pays_elsewhere");
        var served = await ServedAsync(channel.Id, isTracked: true, ct);
        var before = served.ConvertAll(a => new
        {
            a.AccountId,
            a.RemoteId,
            a.IsForPayments,
        });
        foreach (var account in served.Where(a => !wanted.ContainsKey(a.AccountId)))
            db.ChannelAccounts.Remove(account);
        foreach (var (id, value) in wanted)
        {
            var account = served.Find(a => a.AccountId == id);
            account ??= db
                .ChannelAccounts.Add(
                    new ChannelAccount
                    {
                        ChannelId = channel.Id,
                        AccountId = id,
                        RemoteId = value.RemoteId,
                    }
                )
                .Entity;
            (account.RemoteId, account.IsForPayments) = (value.RemoteId, value.IsForPayments);
        }
        if (channel.State == ChannelState.Live)
            channel.State = ChannelState.Paused;
        // The row changes, so that its version tells a second person.
        db.Entry(channel).Property(c => c.State).IsModified = true;
        audit.Append(
            actor,
            "channel.accounts_changed",
            $"channel:{channel.PublicId}",
            new
            {
                before,
                after = wanted.Select(a => new
                {
                    AccountId = a.Key,
                    a.Value.RemoteId,
                    a.Value.IsForPayments,
                }),
            }
        );
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }

    private Task<List<ChannelAccount>> ServedAsync(int channel, bool isTracked, CancellationToken ct)
    {
        var served = db.ChannelAccounts.Where(a => a.ChannelId == channel);
        return (isTracked ? served : served.AsNoTracking()).ToListAsync(ct);
    }

    private static HashSet<(int, string)> Paying(Dictionary<int, (string RemoteId, bool IsForPayments)> accounts) =>
        [.. accounts.Where(a => a.Value.IsForPayments).Select(a => (a.Key, a.Value.RemoteId))];
}
