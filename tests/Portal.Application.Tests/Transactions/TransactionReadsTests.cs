using CsCheck;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Transactions;

public sealed class TransactionReadsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_by_hand_agree_with_a_look_at_every_row()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        foreach (var account in new[] { group.NorthCny, group.NorthUsd, group.SouthCny })
        {
            // Many share a time.
            var entries = Enumerable
                .Range(0, 40)
                .Select(i =>
                    Entry(1 + (i / 6), (i % 3) - 1, kind: (TransactionKind)(1 + (i % 5)), position: i + 1, raw: $"{account.Number}/{i}")
                );
            await group.StoreOneAsync(me, File(Statement(account, [.. entries])));
        }
        var rows = await group.Database.UseAsync(db => db.Transactions.AsNoTracking().ToListAsync(Ct));
        int[] accounts = [group.NorthCny.Id, group.NorthUsd.Id, group.SouthCny.Id];
        var reads = group.Database.Services.GetRequiredService<TransactionReads>();
        var place = Gen.Int[0, rows.Count - 1].Select(i => rows[i]);
        var asked =
            from chosen in Gen.Int[1, 7]
            from start in place
            from end in place
            from at in place
            from open in Gen.Int[0, 7]
            from sign in Gen.Enum<AmountSign>()
            from kinds in Gen.Int[1, 5].Array[0, 3]
            from skip in Gen.Int[0, 5]
            from take in Gen.Int[1, 60]
            from isBackward in Gen.Bool
            select new RowsAsked(
                [.. accounts.Where((_, i) => (chosen & (1 << i)) != 0)],
                (open & 1) == 0 ? null : start.BookedAt,
                (open & 2) == 0 ? null : end.BookedAt,
                take,
                skip,
                sign,
                [.. kinds.Distinct().Select(kind => (TransactionKind)kind)],
                (open & 4) == 0 ? null : TransactionCursor.Of(at),
                (open & 4) != 0 && isBackward
            );
        await asked.SampleAsync(
            async ask =>
            {
                var expected = Expected(rows, ask);
                Assert.Equal(
                    expected.Select(r => (r.Id, r.BookingDate, r.Kind, r.AmountMinor, r.Text, Convert.ToHexString(r.DuplicateKey))),
                    (await reads.RowsAsync(ask, Ct)).Select(r =>
                        (r.Id, r.BookingDate, r.Kind, r.AmountMinor, r.Text, Convert.ToHexString(r.DuplicateKey))
                    )
                );
                Assert.Equal(Matching(rows, ask).LongCount(), await reads.CountAsync(ask, Ct));
            },
            iter: 300
        );
    }

    private static IEnumerable<BankTransaction> Matching(List<BankTransaction> rows, RowsAsked ask) =>
        rows.Where(r =>
            ask.Accounts.Contains(r.AccountId)
            && (ask.From is null || r.BookedAt >= ask.From)
            && (ask.Before is null || r.BookedAt < ask.Before)
            && (ask.Kinds is null or [] || ask.Kinds.Contains(r.Kind))
            && ask.Sign switch
            {
                AmountSign.Positive => r.AmountMinor > 0,
                AmountSign.NotNegative => r.AmountMinor >= 0,
                AmountSign.Negative => r.AmountMinor < 0,
                _ => true,
            }
            && (ask.Cursor is not { } cursor || (r.BookedAt, r.Id).CompareTo((cursor.BookedAt, cursor.Id)) == (ask.IsBackward ? 1 : -1))
        );

    private static List<BankTransaction> Expected(List<BankTransaction> rows, RowsAsked ask)
    {
        var sorted = Matching(rows, ask).OrderByDescending(r => (r.BookedAt, r.Id)).ToList();
        if (!ask.IsBackward)
            return [.. sorted.Skip(ask.Skip).Take(ask.Take)];
        sorted.Reverse();
        return [.. sorted.Skip(ask.Skip).Take(ask.Take).Reverse()];
    }
}
