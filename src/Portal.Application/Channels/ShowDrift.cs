using FundPortal.Application.Channels.Pulls;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>Balance proof by day and account, what the bank's final lists changed, entries taken for others, and days that nothing covers. In scope.</summary>
public sealed class ShowDrift(PortalDbContext db, TimeProvider clock) : IUseCase<ShowDrift.Query, ShowDrift.View>
{
    public const int MaxDays = 366;
    private const int MaxRows = 500;

    /// <param name="Days">Days back, 1 to 366.</param>
    /// <param name="OnlyOpen">Only days that drift or were changed.</param>
    public sealed record Query(int Days = 31, bool OnlyOpen = false);

    /// <summary>Amounts in minor units of the account's currency.</summary>
    public sealed record Proof(
        Guid Account,
        string AccountName,
        string CurrencyCode,
        string ChannelName,
        DateOnly Day,
        long? ClosingMinor,
        long? OursMinor,
        long? DriftMinor,
        int Entries,
        int Replaced,
        int Added,
        int Removed
    );

    public sealed record Difference(
        Guid Account,
        string AccountName,
        string CurrencyCode,
        DateOnly Day,
        DayChange Change,
        DayRow? Before,
        DayRow? After,
        DateTime At
    );

    public sealed record Doubtful(Guid Account, string AccountName, string CurrencyCode, string ChannelName, DayRow Row, DateTime At);

    public sealed record Gap(Guid Account, string AccountName, DateOnly From, DateOnly To);

    public sealed record View(
        IReadOnlyList<Proof> Proofs,
        IReadOnlyList<Difference> Differences,
        IReadOnlyList<Doubtful> Doubtful,
        IReadOnlyList<Gap> Gaps,
        int DriftingDays
    );

    public async Task<Result<View>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewChannels) || !actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        if (input.Days is < 1 or > MaxDays)
            return Refusal.Invalid("days", "days_range", MaxDays);
        var since = ChinaTime.Today(clock).AddDays(-input.Days);
        var visible = db.AccountsVisibleTo(actor);
        var proofs = await ProofsAsync(visible, since, input.OnlyOpen, ct);
        return new View(
            proofs,
            await DifferencesAsync(visible, since, ct),
            await DoubtfulAsync(visible, since, ct),
            await GapsAsync(visible, since, ct),
            proofs.Count(p => p.DriftMinor is not (null or 0))
        );
    }

    private async Task<List<Proof>> ProofsAsync(
        IQueryable<Domain.Accounts.Account> visible,
        DateOnly since,
        bool onlyOpen,
        CancellationToken ct
    )
    {
        var proofs = db.DayProofs.Where(p => p.Day >= since);
        if (onlyOpen)
            proofs = proofs.Where(p =>
                (p.ClosingMinor != null && p.OursMinor != null && p.ClosingMinor != p.OursMinor) || p.Replaced + p.Added + p.Removed > 0
            );
        var rows = await (
            from proof in proofs
            join account in visible on proof.AccountId equals account.Id
            join channel in db.Channels on proof.ChannelId equals channel.Id
            orderby proof.Day descending, account.Name, account.Id, channel.Id
            select new
            {
                proof,
                account.PublicId,
                account.Name,
                account.CurrencyCode,
                ChannelName = channel.Name,
            }
        )
            .AsNoTracking()
            .Take(MaxRows)
            .ToListAsync(ct);
        return rows.ConvertAll(r => new Proof(
            r.PublicId,
            r.Name,
            r.CurrencyCode,
            r.ChannelName,
            r.proof.Day,
            r.proof.ClosingMinor,
            r.proof.OursMinor,
            r.proof.DriftMinor,
            r.proof.Entries,
            r.proof.Replaced,
            r.proof.Added,
            r.proof.Removed
        ));
    }

    private async Task<List<Difference>> DifferencesAsync(IQueryable<Domain.Accounts.Account> visible, DateOnly since, CancellationToken ct)
    {
        var rows = await (
            from difference in db.DayDifferences
            join account in visible on difference.AccountId equals account.Id
            where difference.Day >= since
            orderby difference.Day descending, difference.Id
            select new
            {
                difference,
                account.PublicId,
                account.Name,
                account.CurrencyCode,
            }
        )
            .AsNoTracking()
            .Take(MaxRows)
            .ToListAsync(ct);
        return rows.ConvertAll(r => new Difference(
            r.PublicId,
            r.Name,
            r.CurrencyCode,
            r.difference.Day,
            r.difference.Change,
            r.difference.Before is { } before ? PullFile.Read(before) : null,
            r.difference.After is { } after ? PullFile.Read(after) : null,
            r.difference.At
        ));
    }

    private async Task<List<Doubtful>> DoubtfulAsync(IQueryable<Domain.Accounts.Account> visible, DateOnly since, CancellationToken ct)
    {
        var rows = await (
            from entry in db.DoubtfulEntries
            join account in visible on entry.AccountId equals account.Id
            join channel in db.Channels on entry.ChannelId equals channel.Id
            where entry.Day >= since
            orderby entry.Day descending, entry.Id
            select new
            {
                entry.Row,
                entry.At,
                account.PublicId,
                account.Name,
                account.CurrencyCode,
                ChannelName = channel.Name,
            }
        )
            .Take(MaxRows)
            .ToListAsync(ct);
        return rows.ConvertAll(r => new Doubtful(r.PublicId, r.Name, r.CurrencyCode, r.ChannelName, PullFile.Read(r.Row), r.At));
    }

    private async Task<List<Gap>> GapsAsync(IQueryable<Domain.Accounts.Account> visible, DateOnly since, CancellationToken ct)
    {
        var statements = await (
            from statement in db.ImportedStatements
            join file in db.ImportFiles on statement.ImportFileId equals file.Id
            join account in visible on statement.AccountId equals account.Id
            where statement.To >= since && statement.IsFinal && file.State == ImportState.Stored
            select new
            {
                account.PublicId,
                account.Name,
                Link = new StatementChain.Link(statement.From, statement.To, statement.OpeningMinor, statement.ClosingMinor),
            }
        ).ToListAsync(ct);
        return statements
            .GroupBy(s => (s.PublicId, s.Name))
            .SelectMany(group =>
                StatementChain
                    .Of(group.Select(s => s.Link))
                    .Gaps.Where(gap => !gap.IsBridged)
                    .Select(gap => new Gap(group.Key.PublicId, group.Key.Name, gap.Days.From, gap.Days.To))
            )
            .OrderByDescending(gap => gap.From)
            .ToList();
    }
}
