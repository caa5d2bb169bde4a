using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>The booked balance at the end of each day, today last. A day without entries carries the day before forward.</summary>
public sealed class AccountCurve(PortalDbContext db, TimeProvider clock) : IUseCase<AccountCurve.Query, IReadOnlyList<AccountCurve.Point>>
{
    /// <summary>A year of days fits a chart; more is a mistake or an attack.</summary>
    public const int MaxDays = 366;

    /// <param name="Days">How many days, 1 to <see cref="MaxDays"/>; the page offers 30, 90 and 365.</param>
    public sealed record Query(Guid Account, int Days);

    public sealed record Point(DateOnly Day, Money Closing);

    /// <returns>Empty when no statement told a balance yet.</returns>
    public async Task<Result<IReadOnlyList<Point>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        if (input.Days is < 1 or > MaxDays)
            return Refusal.Invalid("days", "days_range", MaxDays);
        var visible = db.AccountsVisibleTo(actor).Where(a => a.PublicId == input.Account);
        var account = await visible.AsNoTracking().SingleOrDefaultAsync(ct);
        if (account is null)
            return Refusal.NotFound;
        if (account.BaseMinor is not { } balance)
            return Array.Empty<Point>();
        var today = ChinaTime.Today(clock);
        var first = today.AddDays(1 - input.Days);
        var before = await RunningTotals.UpToAsync(db, visible, RunningTotals.AllKinds, first.AddDays(-1), ct);
        var days = await db
            .DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == RunningTotals.AllKinds && t.Day >= first && t.Day <= today)
            .ToDictionaryAsync(t => t.Day, t => t.InMinor - t.OutMinor, ct);
        balance += before.GetValueOrDefault(account.Id).NetMinor;
        return Carry.Forward(first, today, balance, days).ConvertAll(p => new Point(p.Day, account.Amount(p.Closing)));
    }
}

internal static class Carry
{
    /// <summary>The closing of each day from an opening and the net of the days that moved.</summary>
    public static List<(DateOnly Day, long Closing)> Forward(
        DateOnly first,
        DateOnly last,
        long opening,
        Dictionary<DateOnly, long> netByDay
    )
    {
        var points = new List<(DateOnly, long)>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            opening += netByDay.GetValueOrDefault(day);
            points.Add((day, opening));
        }
        return points;
    }
}
