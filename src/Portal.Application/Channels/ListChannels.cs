using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>Channels with how they do: those that serve an account in scope, or all for who manages them.</summary>
public sealed class ListChannels(PortalDbContext db, TimeProvider clock) : IUseCase<ListChannels.Query, IReadOnlyList<ListChannels.Row>>
{
    public sealed record Query;

    /// <param name="LastGoodAt">The last call that was answered well, reading or paying. UTC.</param>
    /// <param name="Lag">Since the last whole round of reading; null before the first.</param>
    /// <param name="IsLate">A live channel that was not read whole for five of its periods, at least five minutes.</param>
    /// <param name="ErrorPermille">Failed calls of a thousand since the channel was made; null before the first call.</param>
    public sealed record Row(
        Guid Id,
        string Name,
        ChannelKind Kind,
        ChannelState State,
        int Accounts,
        DateTime? LastGoodAt,
        TimeSpan? Lag,
        bool IsLate,
        int FailuresInARow,
        bool IsBad,
        long? ErrorPermille,
        string? LastCode,
        string? LastText,
        DateTime? CertificateEndsAt,
        int DriftingDays
    )
    {
        /// <summary>Something that a person should look at.</summary>
        public bool NeedsALook => State == ChannelState.Live && (IsLate || IsBad || DriftingDays > 0);
    }

    /// <summary>Drift of days longer ago stands on the page of drift only.</summary>
    private const int DriftDays = 35;

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewChannels))
            return Refusal.Forbidden;
        var visible = db.AccountsVisibleTo(actor);
        var since = Domain.Transactions.ChinaTime.Today(clock).AddDays(-DriftDays);
        var found = await db.ChannelsVisibleTo(actor)
            .AsNoTracking()
            .OrderBy(c => c.Name)
            .Select(c => new
            {
                Channel = c,
                Health = db.ChannelHealth.FirstOrDefault(h => h.ChannelId == c.Id),
                Turn = db.ReadingTurns.FirstOrDefault(t => t.ChannelId == c.Id),
                Accounts = db.ChannelAccounts.Count(a => a.ChannelId == c.Id),
                Drifting = db.DayProofs.Count(p =>
                    p.ChannelId == c.Id
                    && p.Day >= since
                    && p.ClosingMinor != p.OursMinor
                    && p.ClosingMinor != null
                    && p.OursMinor != null
                    && visible.Any(a => a.Id == p.AccountId)
                ),
            })
            .ToListAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        return found.ConvertAll(f =>
        {
            var lag = now - f.Turn?.LastWholeAt;
            var late = TimeSpan.FromSeconds(Math.Max(300, f.Channel.ReadEverySeconds * 5));
            return new Row(
                f.Channel.PublicId,
                f.Channel.Name,
                f.Channel.Kind,
                f.Channel.State,
                f.Accounts,
                f.Health?.LastGoodAt,
                lag,
                f.Channel.State == ChannelState.Live && lag > late,
                f.Health?.FailuresInARow ?? 0,
                f.Health?.IsBad ?? false,
                f.Health is { Calls: > 0 } h ? h.Failures * 1000 / h.Calls : null,
                f.Health?.LastCode,
                f.Health?.LastText,
                f.Health?.CertificateEndsAt,
                f.Drifting
            );
        });
    }
}

/// <summary>The kinds of channels that can be set up, and what each asks for.</summary>
public sealed class ListChannelKinds(ChannelOpener channels) : IUseCase<ListChannelKinds.Query, IReadOnlyList<ListChannelKinds.Row>>
{
    public sealed record Query;

    public sealed record Row(ChannelKind Kind, ChannelCapabilities Capabilities, IReadOnlyList<ChannelField> Fields);

    public Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct) =>
        Task.FromResult<Result<IReadOnlyList<Row>>>(
            actor.May(Permission.ManageChannels)
                ? channels.Kinds.Order().Select(kind => new Row(kind, ChannelCapabilities.Of(kind), channels.KindOf(kind).Fields)).ToList()
                : Refusal.Forbidden
        );
}
