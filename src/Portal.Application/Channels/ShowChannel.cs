using System.Text.Json;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>One channel: settings (which secrets are there, never what they are), accounts, trials, incidents and last reads.</summary>
public sealed class ShowChannel(PortalDbContext db, ChannelOpener channels, TimeProvider clock)
    : IUseCase<ShowChannel.Query, ShowChannel.Details>
{
    private const int Newest = 20;

    public sealed record Query(Guid Channel);

    /// <param name="Value">Null for a secret and for what is not set.</param>
    public sealed record Field(string Name, bool IsSecret, bool IsRequired, int MaxLength, string? Value, bool IsSet);

    public sealed record Served(
        Guid Account,
        string Name,
        string Number,
        string RemoteId,
        bool IsForPayments,
        DateTime? ReadAt,
        DateOnly? FinalUntil
    );

    public sealed record Trial(bool IsGood, bool IsOfTheseSettings, string Text, DateTime At);

    public sealed record Incident(string Kind, string Code, string Text, DateTime FirstAt, DateTime LastAt, int Count);

    public sealed record Pull(string Name, DateTime At, int New, int Known);

    /// <param name="Settings">What the kind asks for, in its order. Empty for who may not manage channels.</param>
    /// <param name="Problem">What is missing or wrong in the settings: field and reason; null when the channel can be opened.</param>
    /// <param name="MayManage">Whether this person changes it.</param>
    public sealed record Details(
        Guid Id,
        string Name,
        ChannelKind Kind,
        ChannelState State,
        ChannelCapabilities Capabilities,
        string Address,
        IReadOnlyList<Field> Settings,
        ChannelFieldProblem? Problem,
        int ReadEverySeconds,
        TimeOnly SendFrom,
        TimeOnly SendUntil,
        bool SendsOnWorkingDaysOnly,
        int NotFoundAfterSeconds,
        IReadOnlyList<Served> Accounts,
        Trial? Connection,
        Trial? DryRun,
        IReadOnlyList<Incident> Incidents,
        IReadOnlyList<Pull> Pulls,
        bool MayManage,
        int Version
    )
    {
        public bool IsTried =>
            Connection is { IsGood: true, IsOfTheseSettings: true } && DryRun is { IsGood: true, IsOfTheseSettings: true };
    }

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewChannels))
            return Refusal.Forbidden;
        var channel = await db.ChannelsVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(c => c.PublicId == input.Channel, ct);
        if (channel is null)
            return Refusal.NotFound;
        var mayManage = actor.May(Permission.ManageChannels);
        var kind = channels.KindOf(channel.Kind);
        var settings = await new Trials(db, clock).SettingsOfAsync(channel, ct);
        var trials = await db.ChannelTrials.AsNoTracking().Where(t => t.ChannelId == channel.Id).ToDictionaryAsync(t => t.Kind, ct);
        Trial? TrialOf(TrialKind which) =>
            trials.TryGetValue(which, out var t)
                ? new(t.IsGood, string.Equals(t.Settings, settings, StringComparison.Ordinal), t.Text, t.At)
                : null;
        return new Details(
            channel.PublicId,
            channel.Name,
            channel.Kind,
            channel.State,
            channel.Capabilities,
            channel.Address,
            mayManage ? FieldsOf(kind, channel) : [],
            kind.Check(channel.Address, channels.ValuesOf(channel)) is [var problem, ..] ? problem : null,
            channel.ReadEverySeconds,
            channel.SendFrom,
            channel.SendUntil,
            channel.SendsOnWorkingDaysOnly,
            channel.NotFoundAfterSeconds,
            await AccountsAsync(channel, actor, mayManage, ct),
            TrialOf(TrialKind.Connection),
            TrialOf(TrialKind.DryRun),
            await db
                .ChannelIncidents.Where(i => i.ChannelId == channel.Id)
                .OrderByDescending(i => i.LastAt)
                .ThenByDescending(i => i.Id)
                .Take(Newest)
                .Select(i => new Incident(i.Kind, i.Code, i.Text, i.FirstAt, i.LastAt, i.Count))
                .ToListAsync(ct),
            await PullsAsync(channel, actor, ct),
            mayManage,
            channel.Version
        );
    }

    private List<Field> FieldsOf(IChannelKind kind, Channel channel)
    {
        var values = channels.ValuesOf(channel);
        return kind
            .Fields.Select(f => new Field(
                f.Name,
                f.IsSecret,
                f.IsRequired,
                f.MaxLength,
                f.IsSecret ? null : values.GetValueOrDefault(f.Name),
                values.ContainsKey(f.Name)
            ))
            .ToList();
    }

    private Task<List<Served>> AccountsAsync(Channel channel, Actor actor, bool mayManage, CancellationToken ct)
    {
        var accounts = mayManage ? db.Accounts : db.AccountsVisibleTo(actor);
        return (
            from served in db.ChannelAccounts
            join account in accounts on served.AccountId equals account.Id
            where served.ChannelId == channel.Id
            orderby account.Name, account.Id
            select new Served(
                account.PublicId,
                account.Name,
                account.Number,
                served.RemoteId,
                served.IsForPayments,
                db.ChannelCursors.Where(c => c.ChannelId == channel.Id && c.AccountId == account.Id).Select(c => c.ReadAt).FirstOrDefault(),
                db.ChannelCursors.Where(c => c.ChannelId == channel.Id && c.AccountId == account.Id)
                    .Select(c => (DateOnly?)c.FinalUntil)
                    .FirstOrDefault()
            )
        ).ToListAsync(ct);
    }

    /// <summary>Reads that brought something to accounts in scope.</summary>
    private Task<List<Pull>> PullsAsync(Channel channel, Actor actor, CancellationToken ct)
    {
        var visible = db.AccountsVisibleTo(actor);
        return db
            .ImportFiles.Where(f => f.ChannelId == channel.Id)
            .Where(f => db.Transactions.Any(t => t.ImportFileId == f.Id && visible.Any(a => a.Id == t.AccountId)))
            .OrderByDescending(f => f.Id)
            .Take(Newest)
            .Select(f => new Pull(f.FileName, f.ImportedAt, f.NewEntries, f.KnownEntries))
            .ToListAsync(ct);
    }
}
