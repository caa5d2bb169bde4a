using System.Globalization;
using FundPortal.Application.Audit;
using FundPortal.Application.Channels.Pulls;
using FundPortal.Application.Data;
using FundPortal.Application.Importing;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>Tests a channel's connection with one harmless call, and keeps what came of it.</summary>
public sealed class TestChannel(PortalDbContext db, ChannelOpener channels, IAudit audit, TimeProvider clock)
    : IUseCase<TestChannel.Command, TestChannel.Answer>
{
    public sealed record Command(Guid Channel);

    /// <param name="Fault">Null when it is good.</param>
    public sealed record Answer(string Text, DateTime? CertificateEndsAt, TimeSpan? ClockDifference, ChannelFault? Fault);

    public async Task<Result<Answer>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageChannels))
            return Refusal.Forbidden;
        var channel = await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.PublicId == input.Channel, ct);
        if (channel is null)
            return Refusal.NotFound;
        if (Ready(channels, channel) is { } refusal)
            return refusal;
        var trials = new Trials(db, clock);
        var settings = await trials.SettingsOfAsync(channel, ct);
        await using var connection = channels.Open(channel);
        var reading = await connection.TestAsync(ct);
        var text = reading.Fault is { } fault ? $"{fault.Code} {fault.Text}" : reading.Value!.Text;
        await using var write = await db.BeginWriteAsync(ct);
        await trials.KeepAsync(channel, TrialKind.Connection, settings, reading.Fault is null, text, ct);
        if (reading.Value is { } facts)
        {
            var health =
                await db.ChannelHealth.SingleOrDefaultAsync(h => h.ChannelId == channel.Id, ct)
                ?? db.ChannelHealth.Add(new ChannelHealth { ChannelId = channel.Id }).Entity;
            health.CertificateEndsAt = facts.CertificateEndsAt;
        }
        audit.Append(actor, "channel.tested", $"channel:{channel.PublicId}", new { isGood = reading.Fault is null, text });
        if (await db.TrySaveAsync(write, ct) is { } conflict)
            return conflict;
        return new Answer(text, reading.Value?.CertificateEndsAt, reading.Value?.ClockDifference, reading.Fault);
    }

    /// <returns>What is missing in the settings, so that it cannot be opened.</returns>
    internal static Refusal? Ready(ChannelOpener channels, Channel channel) =>
        channels.KindOf(channel.Kind).Check(channel.Address, channels.ValuesOf(channel)) is [var problem, ..]
            ? Refusal.Invalid(problem.Field, problem.Reason)
            : null;
}

/// <summary>Reads a channel's balances and the last days through the connection and tells what would be stored; nothing is.</summary>
public sealed class DryRunChannel(PortalDbContext db, ChannelOpener channels, IAudit audit, TimeProvider clock)
    : IUseCase<DryRunChannel.Command, DryRunChannel.Answer>
{
    /// <summary>Pages looked at for each account.</summary>
    private const int MaxPages = 5;

    public sealed record Command(Guid Channel);

    /// <param name="IsMore">There was more than a dry run looks at.</param>
    /// <param name="Booked">Null where the bank tells none, or to a person without the account in scope. Minor units of the account's currency.</param>
    public sealed record Row(
        Guid Account,
        string Name,
        string CurrencyCode,
        DateOnly FirstDay,
        int New,
        int Known,
        int Doubtful,
        bool IsMore,
        long? BookedMinor,
        long? AvailableMinor,
        ChannelFault? Fault
    );

    public sealed record Answer(IReadOnlyList<Row> Rows, ChannelFault? Fault)
    {
        public bool IsGood => Fault is null && Rows.Count > 0 && Rows.All(row => row.Fault is null);
    }

    public async Task<Result<Answer>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageChannels))
            return Refusal.Forbidden;
        var channel = await db.Channels.AsNoTracking().SingleOrDefaultAsync(c => c.PublicId == input.Channel, ct);
        if (channel is null)
            return Refusal.NotFound;
        if (TestChannel.Ready(channels, channel) is { } refusal)
            return refusal;
        var served = await (
            from account in db.ChannelAccounts
            join ours in db.Accounts on account.AccountId equals ours.Id
            where account.ChannelId == channel.Id
            orderby ours.Id
            select new { ours, account.RemoteId }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        if (served.Count == 0)
            return Refusal.Invalid("accounts", "required");
        var seen = (await db.AccountsVisibleTo(actor).Select(a => a.Id).ToListAsync(ct)).ToHashSet();
        var trials = new Trials(db, clock);
        var settings = await trials.SettingsOfAsync(channel, ct);
        await using var connection = channels.Open(channel);
        var remotes = served.ConvertAll(s => new RemoteAccount(s.ours.Id, s.RemoteId, s.ours.Currency));
        var answer = await RunAsync(channel, connection, served.ConvertAll(s => s.ours), remotes, seen, ct);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{answer.Rows.Count} {answer.Rows.Sum(r => r.New)} {answer.Rows.Sum(r => r.Known)} {answer.Rows.Sum(r => r.Doubtful)}"
        );
        var fault = answer.Fault ?? answer.Rows.FirstOrDefault(row => row.Fault is not null)?.Fault;
        await using var write = await db.BeginWriteAsync(ct);
        await trials.KeepAsync(channel, TrialKind.DryRun, settings, answer.IsGood, fault is null ? text : $"{fault.Code} {fault.Text}", ct);
        audit.Append(actor, "channel.dry_run", $"channel:{channel.PublicId}", new { answer.IsGood, text });
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : answer;
    }

    private async Task<Answer> RunAsync(
        Channel channel,
        IChannelConnection connection,
        List<Account> accounts,
        List<RemoteAccount> remotes,
        HashSet<int> seen,
        CancellationToken ct
    )
    {
        ILookup<int, AccountTold> told = Array.Empty<AccountTold>().ToLookup(t => t.Account.AccountId);
        if (channel.Capabilities.Balances)
        {
            var balances = await connection.GetBalancesAsync(remotes, ct);
            if (balances.Fault is { } fault)
                return new([], fault);
            told = balances.Value!.ToLookup(t => t.Account.AccountId);
        }
        var rows = new List<Row>();
        for (var i = 0; i < accounts.Count; i++)
            rows.Add(await RowAsync(channel, connection, accounts[i], remotes[i], told[accounts[i].Id].FirstOrDefault(), seen, ct));
        return new(rows, null);
    }

    private async Task<Row> RowAsync(
        Channel channel,
        IChannelConnection connection,
        Account account,
        RemoteAccount remote,
        AccountTold? told,
        HashSet<int> seen,
        CancellationToken ct
    )
    {
        var first = await ChannelReader.FirstDayAsync(db, account.Id, clock, ct);
        var cursor = await db
            .ChannelCursors.AsNoTracking()
            .SingleOrDefaultAsync(c => c.ChannelId == channel.Id && c.AccountId == account.Id, ct);
        var (at, isMore, fault) = (cursor?.Cursor, false, told?.Fault);
        var entries = new List<ParsedEntry>();
        for (var page = 0; page < MaxPages && fault is null && channel.Capabilities.Transactions; page++)
        {
            var reading = await connection.GetTransactionsAsync(remote, cursor?.FirstDay ?? first, at, ct);
            fault =
                reading.Fault
                ?? PullChecks.Entries(
                    account,
                    reading.Value!.Entries,
                    cursor?.FirstDay ?? first,
                    ChinaTime.Today(clock).AddDays(1),
                    PullChecks.MaxRowsPerPage
                );
            if (fault is not null)
                break;
            entries.AddRange(reading.Value!.Entries);
            (at, isMore) = (reading.Value.Cursor, reading.Value.HasMore);
            if (!isMore)
                break;
        }
        var matched = await StorePage.MatchAsync(db, new Turn(channel.Id, channel.Name, channel.Kind, 0), account.Id, entries, ct);
        int Count(EntryState state) => matched.Count(m => m.State == state);
        var maySee = seen.Contains(account.Id);
        return new Row(
            account.PublicId,
            account.Name,
            account.CurrencyCode,
            first,
            Count(EntryState.New),
            Count(EntryState.Known),
            Count(EntryState.Doubtful),
            isMore,
            maySee ? told?.BookedMinor : null,
            maySee ? told?.AvailableMinor : null,
            fault
        );
    }
}
