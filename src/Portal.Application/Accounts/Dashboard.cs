using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>The first page: what there is, what moved today, how it went, and which accounts need a look. All of it within the data scope.</summary>
public sealed class Dashboard(PortalDbContext db, TimeProvider clock) : IUseCase<Dashboard.Query, Dashboard.View>
{
    public const int CurveDays = 30;

    /// <summary>Gaps and breaks of statements that ended longer ago stand on the account's own page only.</summary>
    public const int AlertDays = 35;

    public sealed record Query;

    public sealed record View(
        IReadOnlyList<CurrencyTotal> Totals,
        IReadOnlyList<CurrencyCurve> Curves,
        IReadOnlyList<StaleAccount> Stale,
        IReadOnlyList<Alert> Alerts
    );

    /// <param name="Booked">Sum of the newest booked balances; null when none was told.</param>
    /// <param name="OldestAsOf">The oldest instant among those balances: the total is not newer than this. UTC.</param>
    /// <param name="WithoutBalance">Active accounts that are not in the sum since nothing told their balance.</param>
    public sealed record CurrencyTotal(
        string CurrencyCode,
        Money? Booked,
        DateTime? OldestAsOf,
        int Accounts,
        int WithoutBalance,
        Money InToday,
        Money OutToday
    );

    public sealed record CurrencyCurve(string CurrencyCode, IReadOnlyList<AccountCurve.Point> Points);

    public sealed record StaleAccount(Guid Account, string Name, string BankName, DateTime? AsOf);

    /// <summary>Exactly one of <paramref name="Gap"/> and <paramref name="Break"/> is set. Amounts in minor units of the account's currency.</summary>
    public sealed record Alert(Guid Account, string Name, string CurrencyCode, StatementGap? Gap, StatementBreak? Break);

    private sealed record Line(
        int Id,
        Guid PublicId,
        string Name,
        string BankName,
        string CurrencyCode,
        AccountStatus Status,
        long? BaseMinor,
        long? MovedBefore
    );

    /// <summary>What moved on one day, in the accounts of one currency whose balance is known, or in those whose is not.</summary>
    private sealed record Moved(string CurrencyCode, bool IsKnown, DateOnly Day, long InMinor, long OutMinor);

    /// <remarks>Five queries, however many accounts and transactions there are; none reads transactions.</remarks>
    public async Task<Result<View>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var visible = db.AccountsVisibleTo(actor);
        var today = ChinaTime.Today(clock);
        var first = today.AddDays(1 - CurveDays);
        var lines = await LinesAsync(visible, first, ct);
        var balances = await Balances.NewestAsync(db, visible, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var stale = lines
            .Where(line => line.Status == AccountStatus.Active)
            .Select(line => new StaleAccount(line.PublicId, line.Name, line.BankName, balances.GetValueOrDefault(line.Id)?.Booked?.AsOf))
            .Where(account => Freshness.IsStale(account.AsOf, now))
            .OrderBy(account => account.AsOf ?? DateTime.MinValue)
            .ToList();
        var moved = await MovedAsync(lines, first, today, ct);
        return new View(
            Totals(lines, balances, moved.Where(move => move.Day == today).ToList()),
            Curves(lines, moved, first, today),
            stale,
            await AlertsAsync(lines, today, ct)
        );
    }

    private Task<List<Line>> LinesAsync(IQueryable<Account> visible, DateOnly first, CancellationToken ct) =>
        (
            from account in visible
            join bank in db.Banks on account.BankId equals bank.Id
            orderby account.CurrencyCode, account.Name, account.Id
            select new Line(
                account.Id,
                account.PublicId,
                account.Name,
                bank.Name,
                account.CurrencyCode,
                account.Status,
                account.BaseMinor,
                db.DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == RunningTotals.AllKinds && t.Day < first)
                    .OrderByDescending(t => t.Day)
                    .Select(t => (long?)(t.RunningInMinor - t.RunningOutMinor))
                    .FirstOrDefault()
            )
        ).ToListAsync(ct);

    /// <summary>By the accounts' ids: told by the scope itself, SQLite would read all totals and ask the scope of each.</summary>
    private Task<List<Moved>> MovedAsync(List<Line> lines, DateOnly first, DateOnly today, CancellationToken ct)
    {
        var ids = lines.Select(line => line.Id).ToArray();
        return (
            from total in db.DailyTotals
            where EF.Parameter(ids).Contains(total.AccountId) && total.Kind == RunningTotals.AllKinds
            where total.Day >= first && total.Day <= today
            join account in db.Accounts on total.AccountId equals account.Id
            group total by new
            {
                account.CurrencyCode,
                IsKnown = account.BaseMinor != null,
                total.Day,
            } into day
            select new Moved(day.Key.CurrencyCode, day.Key.IsKnown, day.Key.Day, day.Sum(t => t.InMinor), day.Sum(t => t.OutMinor))
        ).ToListAsync(ct);
    }

    private static List<CurrencyTotal> Totals(List<Line> lines, Dictionary<int, AccountBalances> balances, List<Moved> today)
    {
        var moved = today.ToLookup(move => move.CurrencyCode, StringComparer.Ordinal);
        return lines
            .GroupBy(line => line.CurrencyCode, StringComparer.Ordinal)
            .Select(group =>
            {
                var currency = Currency.Of(group.Key);
                var told = group.Select(line => balances.GetValueOrDefault(line.Id)?.Booked).OfType<BalanceView>().ToList();
                var sum = told.Aggregate(Money.Zero(currency), (total, balance) => total + balance.Amount);
                return new CurrencyTotal(
                    group.Key,
                    told.Count == 0 ? null : sum,
                    told.Count == 0 ? null : told.Min(balance => balance.AsOf),
                    group.Count(),
                    group.Count(line => line.Status == AccountStatus.Active && balances.GetValueOrDefault(line.Id)?.Booked is null),
                    new Money(moved[group.Key].Sum(move => move.InMinor), currency),
                    new Money(moved[group.Key].Sum(move => move.OutMinor), currency)
                );
            })
            .ToList();
    }

    /// <summary>Only accounts whose balance is known are in the curve: the others would bend it by their movements alone.</summary>
    private static List<CurrencyCurve> Curves(List<Line> lines, List<Moved> moved, DateOnly first, DateOnly today)
    {
        var nets = moved.Where(move => move.IsKnown).ToLookup(move => move.CurrencyCode, StringComparer.Ordinal);
        var curves = new List<CurrencyCurve>();
        foreach (var group in lines.Where(line => line.BaseMinor is not null).GroupBy(line => line.CurrencyCode, StringComparer.Ordinal))
        {
            var opening = group.Sum(line => line.BaseMinor!.Value + (line.MovedBefore ?? 0));
            var net = nets[group.Key].ToDictionary(move => move.Day, move => move.InMinor - move.OutMinor);
            var currency = Currency.Of(group.Key);
            var points = Carry.Forward(first, today, opening, net);
            curves.Add(new(group.Key, points.ConvertAll(p => new AccountCurve.Point(p.Day, new Money(p.Closing, currency)))));
        }
        return curves;
    }

    private async Task<List<Alert>> AlertsAsync(List<Line> lines, DateOnly today, CancellationToken ct)
    {
        var since = today.AddDays(-AlertDays);
        var ids = lines.Select(line => line.Id).ToArray();
        var statements = await (
            from statement in db.ImportedStatements
            join file in db.ImportFiles on statement.ImportFileId equals file.Id
            where
                EF.Parameter(ids).Contains(statement.AccountId)
                && statement.To >= since
                && statement.IsFinal
                && file.State == ImportState.Stored
            select new
            {
                statement.AccountId,
                Link = new StatementChain.Link(statement.From, statement.To, statement.OpeningMinor, statement.ClosingMinor),
            }
        ).ToListAsync(ct);
        var links = statements.ToLookup(s => s.AccountId, s => s.Link);
        var alerts = new List<Alert>();
        foreach (var line in lines)
        {
            var chain = StatementChain.Of(links[line.Id]);
            alerts.AddRange(
                chain.Gaps.Where(gap => !gap.IsBridged).Select(gap => new Alert(line.PublicId, line.Name, line.CurrencyCode, gap, null))
            );
            alerts.AddRange(chain.Breaks.Select(broken => new Alert(line.PublicId, line.Name, line.CurrencyCode, null, broken)));
        }
        return alerts;
    }
}
