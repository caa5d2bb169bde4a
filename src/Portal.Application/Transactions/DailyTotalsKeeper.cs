using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Keeps <see cref="DailyTotal"/> equal to the rows: per account and kind (and all kinds together) the days touched, then every later running total.</summary>
internal sealed class DailyTotalsKeeper(PortalDbContext db)
{
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Move(int AccountId, TransactionKind Kind, DateOnly Day, long AmountMinor);

    public Task AddAsync(IEnumerable<Move> moves, CancellationToken ct) => ApplyAsync(Gathered.Of(moves), sign: 1, ct);

    public Task SubtractAsync(IEnumerable<Move> moves, CancellationToken ct) => ApplyAsync(Gathered.Of(moves), sign: -1, ct);

    public Task AddAsync(Gathered moves, CancellationToken ct) => ApplyAsync(moves, sign: 1, ct);

    public Task SubtractAsync(Gathered moves, CancellationToken ct) => ApplyAsync(moves, sign: -1, ct);

    /// <summary>The sums of any number of moves: it grows with accounts, kinds and days, not with the moves.</summary>
    public sealed class Gathered
    {
        private readonly Dictionary<(int Account, TransactionKind Kind), Dictionary<DateOnly, Running>> groups = [];

        public static Gathered Of(IEnumerable<Move> moves)
        {
            var gathered = new Gathered();
            foreach (var move in moves)
                gathered.Add(move);
            return gathered;
        }

        public void Add(Move move)
        {
            if (!groups.TryGetValue((move.AccountId, move.Kind), out var days))
                groups[(move.AccountId, move.Kind)] = days = [];
            ref var day = ref CollectionsMarshal.GetValueRefOrAddDefault(days, move.Day, out _);
            day += new Running(1, move.AmountMinor < 0 ? 1 : 0, Math.Max(move.AmountMinor, 0), Math.Max(-move.AmountMinor, 0));
        }

        /// <summary>By account and kind, and by account and all kinds together.</summary>
        public Dictionary<(int Account, int Kind), SortedDictionary<DateOnly, Running>> Changes(int sign)
        {
            var changes = new Dictionary<(int, int), SortedDictionary<DateOnly, Running>>();
            foreach (var ((account, of), days) in groups)
            foreach (var kind in (ReadOnlySpan<int>)[RunningTotals.AllKinds, (int)of])
            {
                if (!changes.TryGetValue((account, kind), out var sums))
                    changes[(account, kind)] = sums = [];
                foreach (var (day, sum) in days)
                    sums[day] = sign > 0 ? sums.GetValueOrDefault(day) + sum : sums.GetValueOrDefault(day) - sum;
            }
            return changes;
        }
    }

    private async Task ApplyAsync(Gathered moves, int sign, CancellationToken ct)
    {
        var added = new List<DailyTotal>();
        foreach (var ((account, kind), changes) in moves.Changes(sign))
            added.AddRange(await ApplyAsync(account, kind, changes, ct));
        await db.SaveChangesAsync(ct);
        foreach (var entry in db.ChangeTracker.Entries<DailyTotal>().ToArray())
            entry.State = EntityState.Detached;
        await BulkInsert.InsertAsync(db, added, ct);
    }

    /// <returns>The rows of days that had none.</returns>
    private async Task<List<DailyTotal>> ApplyAsync(
        int account,
        int kind,
        SortedDictionary<DateOnly, Running> changes,
        CancellationToken ct
    )
    {
        var (first, last) = (changes.Keys.First(), changes.Keys.Last());
        var totals = db.DailyTotals.Where(t => t.AccountId == account && t.Kind == kind);
        var before = await totals.AsNoTracking().Where(t => t.Day < first).OrderByDescending(t => t.Day).FirstOrDefaultAsync(ct);
        var stored = await totals.Where(t => t.Day >= first && t.Day <= last).ToDictionaryAsync(t => t.Day, ct);
        var running = before is null
            ? new Running()
            : new(before.RunningCount, before.RunningOutCount, before.RunningInMinor, before.RunningOutMinor);
        var sum = new Running();
        var added = new List<DailyTotal>();
        foreach (var day in stored.Keys.Union(changes.Keys).Order())
        {
            var change = changes.GetValueOrDefault(day);
            var total = stored.GetValueOrDefault(day);
            if (total is null)
            {
                total = new DailyTotal
                {
                    AccountId = account,
                    Kind = kind,
                    Day = day,
                };
                added.Add(total);
            }
            total.Count += change.Count;
            total.OutCount += change.OutCount;
            total.InMinor += change.InMinor;
            total.OutMinor += change.OutMinor;
            running += new Running(total.Count, total.OutCount, total.InMinor, total.OutMinor);
            (total.RunningCount, total.RunningOutCount, total.RunningInMinor, total.RunningOutMinor) = running;
            sum += change;
            if (total.Count == 0)
                db.DailyTotals.Remove(total);
        }
        // Set-based on purpose: a row put into the past moves every later running total of the account by the same amounts.
        await totals
            .Where(t => t.Day > last)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(t => t.RunningCount, t => t.RunningCount + sum.Count)
                        .SetProperty(t => t.RunningOutCount, t => t.RunningOutCount + sum.OutCount)
                        .SetProperty(t => t.RunningInMinor, t => t.RunningInMinor + sum.InMinor)
                        .SetProperty(t => t.RunningOutMinor, t => t.RunningOutMinor + sum.OutMinor),
                ct
            );
        return added;
    }
}
