using CsCheck;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Transactions;

public sealed class TransactionListTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Thirty rows in each of three accounts; many share a time.</summary>
    private static async Task<(Group Group, Actor Me)> FilledAsync()
    {
        var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        foreach (var account in new[] { group.NorthCny, group.NorthUsd, group.SouthCny })
        {
            var entries = Enumerable
                .Range(0, 30)
                .Select(i =>
                    Entry(
                        1 + (i / 5),
                        (i % 2 == 0 ? 1 : -1) * (100 + i),
                        text: i % 3 == 0 ? $"100%_[{i}]" : "plain",
                        kind: (TransactionKind)(1 + (i % 4)),
                        position: i + 1,
                        raw: $"{account.Number}/{i}"
                    )
                );
            await group.StoreOneAsync(me, File(Statement(account, [.. entries], 1_000, 985)));
        }
        return (group, me);
    }

    [Fact]
    public async Task Pages_forward_and_back_show_every_row_once_in_one_order()
    {
        var (group, me) = await FilledAsync();
        await using var _ = group;
        var expected = (await group.RowsAsync()).Select(r => r.Id).Reverse().ToList();
        foreach (var size in new[] { 1, 7, 45, 90, 200 })
        {
            var forward = new List<long>();
            var page = await List(group, me, new(), size: size);
            Assert.Null(page.Previous);
            for (; ; page = await List(group, me, new(), after: page.Next, size: size))
            {
                forward.AddRange(page.Rows.Select(r => r.Id));
                if (page.Next is null)
                    break;
            }
            Assert.Equal(expected, forward);
            var back = page.Rows.Select(r => r.Id).ToList();
            while (page.Previous is { } previous)
            {
                page = await List(group, me, new(), before: previous, size: size);
                back.InsertRange(0, page.Rows.Select(r => r.Id));
            }
            Assert.Equal(expected, back);
        }
    }

    [Fact]
    public async Task Few_rows_among_many_are_found_by_account_in_the_same_order()
    {
        var (group, me) = await FilledAsync();
        await using var _ = group;
        var quiet = await Task.WhenAll(group.AccountAsync(group.South, "q1", "CNY"), group.AccountAsync(group.South, "q2", "CNY"));
        await group.StoreOneAsync(me, File(Statement(quiet[0], [Entry(3, 1)]), Statement(quiet[1], [Entry(2, 2), Entry(4, 3)])));
        // So that three rows are less than one in fifty.
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [.. Enumerable.Range(0, 200).Select(i => Entry(20, i + 1))])));
        var filter = new TransactionFilter { Accounts = [.. quiet.Select(a => a.PublicId)] };

        var first = await List(group, me, filter, size: 2);
        var second = await List(group, me, filter, after: first.Next, size: 2);
        var back = await List(group, me, filter, before: second.Previous, size: 2);

        Assert.Equal([3L, 1L], first.Rows.Select(r => r.Amount.Minor));
        Assert.Equal([2L], second.Rows.Select(r => r.Amount.Minor));
        Assert.Null(second.Next);
        Assert.Equal([3L, 1L], back.Rows.Select(r => r.Amount.Minor));
        Assert.Null(back.Previous);
    }

    /// <summary>From so many accounts on, the question for rows looks at the data scope itself.</summary>
    [Fact]
    public async Task Pages_over_very_many_accounts_show_the_rows_of_the_data_scope_alone()
    {
        var (group, everybody) = await FilledAsync();
        await using var _ = group;
        for (var i = 0; i <= TransactionPages.SeekAccounts; i++)
            await group.AccountAsync(group.North, $"many {i}", "CNY");
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var filter = new TransactionFilter
        {
            From = Day1.AddDays(1),
            To = Day1.AddDays(20),
            Direction = Direction.Out,
        };
        foreach (var (actor, sees) in ((Actor, Func<int, bool>)[])[(everybody, _ => true), (me, id => id != group.SouthCny.Id)])
        foreach (var asked in (TransactionFilter[])[new(), filter])
        {
            var expected = (await group.RowsAsync())
                .Where(row => sees(row.AccountId))
                .Where(row => asked.From is null || (row.BookingDate >= asked.From && row.BookingDate <= asked.To && row.AmountMinor < 0))
                .Select(row => row.Id)
                .Reverse()
                .ToList();
            var seen = new List<long>();
            var page = await List(group, actor, asked, size: 7);
            for (; ; page = await List(group, actor, asked, after: page.Next, size: 7))
            {
                seen.AddRange(page.Rows.Select(row => row.Id));
                if (page.Next is null)
                    break;
            }
            Assert.NotEmpty(expected);
            Assert.Equal(expected, seen);
            var back = page.Rows.Select(row => row.Id).ToList();
            while (page.Previous is { } previous)
            {
                page = await List(group, actor, asked, before: previous, size: 7);
                back.InsertRange(0, page.Rows.Select(row => row.Id));
            }
            Assert.Equal(expected, back);
        }
    }

    private static readonly string?[] Texts = [null, "100%", "_[3]", "PLAIN", "acme", "no such"];

    private static readonly Gen<TransactionFilter> Filters =
        from accounts in Gen.Int[0, 7]
        from first in Gen.Int[0, 8]
        from last in Gen.Int[0, 8]
        from kinds in Gen.Int[0, 4].Array[0, 2]
        from direction in Gen.Int[0, 2]
        from low in Gen.Int[0, 3]
        from high in Gen.Int[0, 3]
        from text in Gen.Int[0, 5].Select(i => Texts[i])
        select new TransactionFilter
        {
            // The bits are turned into accounts by the test.
            Entity = null,
            Accounts = [.. Enumerable.Range(0, 3).Where(bit => (accounts >> bit & 1) == 1).Select(bit => new Guid(bit, 0, 0, new byte[8]))],
            From = first == 0 ? null : Day1.AddDays(first - 1),
            To = last == 0 ? null : Day1.AddDays(last - 1),
            Kinds = [.. kinds.Where(kind => kind > 0).Select(kind => (TransactionKind)kind)],
            Direction = direction == 0 ? null : (Direction)direction,
            AmountFrom = low == 0 ? null : $"1.{low}",
            AmountTo = high == 0 ? null : $"1.{high}5",
            Text = text,
        };

    [Fact]
    public async Task Any_filter_lists_and_sums_what_a_naive_look_at_all_rows_finds()
    {
        var (group, me) = await FilledAsync();
        await using var _ = group;
        Account[] accounts = [group.NorthCny, group.NorthUsd, group.SouthCny];
        var rows = await group.RowsAsync();
        rows.Reverse();
        await Filters.SampleAsync(
            async drawn =>
            {
                var filter = drawn with { Accounts = [.. drawn.Accounts.Select(id => accounts[id.ToByteArray()[0]].PublicId)] };
                var expected = rows.Where(row => Lets(filter, row, accounts.First(a => a.Id == row.AccountId))).ToList();
                var page = await List(group, me, filter, size: 200);
                Assert.Equal(expected.Select(r => r.Id), page.Rows.Select(r => r.Id));
                var summary = (await group.Database.RunAsync((SummarizeTransactions u) => u.HandleAsync(new(filter), me, Ct))).Value;
                Assert.Equal(expected.Count, summary.Count);
                Assert.Equal(expected.Sum(r => r.AmountMinor), summary.Sums.Sum(s => s.Net.Minor));
                Assert.Equal(expected.Where(r => r.AmountMinor > 0).Sum(r => r.AmountMinor), summary.Sums.Sum(s => s.In.Minor));
            },
            iter: 120,
            threads: 1
        );
    }

    private static bool Lets(TransactionFilter filter, BankTransaction row, Account account)
    {
        var size = Math.Abs(row.AmountMinor) / 100m;
        return (filter.Accounts.Count == 0 || filter.Accounts.Contains(account.PublicId))
            && (filter.From is not { } from || row.BookingDate >= from)
            && (filter.To is not { } to || row.BookingDate <= to)
            && (filter.Kinds.Count == 0 || filter.Kinds.Contains(row.Kind))
            && (filter.Direction is not { } direction || (direction == Direction.In) == (row.AmountMinor > 0))
            && (filter.AmountFrom is not { } low || size >= decimal.Parse(low, System.Globalization.CultureInfo.InvariantCulture))
            && (filter.AmountTo is not { } high || size <= decimal.Parse(high, System.Globalization.CultureInfo.InvariantCulture))
            && (
                filter.Text is not { } text
                || row.Text.Contains(text, StringComparison.OrdinalIgnoreCase)
                || row.Counterparty.Contains(text, StringComparison.OrdinalIgnoreCase)
            );
    }

    [Fact]
    public async Task An_amount_is_compared_in_each_accounts_own_currency()
    {
        await using var group = await Group.CreateAsync();
        var yen = await group.AccountAsync(group.North, "3001", "JPY");
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await group.StoreOneAsync(
            me,
            File(Statement(yen, [Entry(1, 100), Entry(1, -99)]), Statement(group.NorthCny, [Entry(1, 10_000), Entry(1, 9_999)]))
        );

        var page = await List(group, me, new() { AmountFrom = "100", AmountTo = "100.00" });

        Assert.Equal("100 JPY|100.00 CNY", string.Join('|', page.Rows.Select(r => r.Amount.ToString()).OrderBy(text => text.Length)));
    }

    [Fact]
    public async Task The_entitys_filter_takes_in_all_below_it()
    {
        var (group, me) = await FilledAsync();
        await using var _ = group;
        var counts = new List<long>();
        foreach (var entity in new[] { group.Holding, group.North, group.South })
        {
            var filter = new TransactionFilter { Entity = entity.PublicId };
            counts.Add((await group.Database.RunAsync((SummarizeTransactions u) => u.HandleAsync(new(filter), me, Ct))).Value.Count);
        }
        Assert.Equal([90L, 60L, 30L], counts);
    }

    [Fact]
    public async Task D2_Foreign_accounts_entities_and_rows_are_as_unknown_ones_and_sums_are_of_own_rows()
    {
        var (group, _) = await FilledAsync();
        await using var __ = group;
        var south = await group.PersonAsync(Role.FinanceStaff, [group.South]);
        var foreign = (await group.RowsAsync()).First(r => r.AccountId == group.NorthCny.Id);

        Assert.All((await List(group, south, new(), size: 200)).Rows, row => Assert.Equal(group.SouthCny.PublicId, row.AccountId));
        Assert.Equal(30, (await group.Database.RunAsync((SummarizeTransactions u) => u.HandleAsync(new(new()), south, Ct))).Value.Count);
        var byText = new TransactionFilter { Text = "plain" };
        Assert.Equal(20, (await group.Database.RunAsync((SummarizeTransactions u) => u.HandleAsync(new(byText), south, Ct))).Value.Count);
        TransactionFilter[] others =
        [
            new() { Accounts = [group.SouthCny.PublicId, group.NorthCny.PublicId] },
            new() { Accounts = [Guid.NewGuid()] },
            new() { Entity = group.North.PublicId },
            new() { Entity = group.Holding.PublicId },
            new() { Entity = Guid.NewGuid() },
        ];
        foreach (var filter in others)
        {
            Assert.Same(
                Refusal.NotFound,
                (await group.Database.RunAsync((ListTransactions u) => u.HandleAsync(new(filter), south, Ct))).Refusal
            );
            Assert.Same(
                Refusal.NotFound,
                (await group.Database.RunAsync((SummarizeTransactions u) => u.HandleAsync(new(filter), south, Ct))).Refusal
            );
        }
        foreach (var id in new[] { foreign.Id, 999_999 })
            Assert.Same(
                Refusal.NotFound,
                (await group.Database.RunAsync((ShowTransaction u) => u.HandleAsync(new(id), south, Ct))).Refusal
            );
    }

    [Fact]
    public async Task A_row_opens_its_raw_line_and_the_import_that_brought_it()
    {
        var (group, me) = await FilledAsync();
        await using var _ = group;
        var row = (await group.RowsAsync()).First(r => r.AccountId == group.SouthCny.Id);

        var details = (await group.Database.RunAsync((ShowTransaction u) => u.HandleAsync(new(row.Id), me, Ct))).Value;

        Assert.Equal(
            ("2001/0", 1, "file.txt", "FinanceStaff"),
            (details.Raw, details.Position, details.Import.FileName, details.Import.ImportedBy)
        );
        Assert.Equal(64, details.Import.Sha256.Length);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1.2.3")]
    [InlineData("99999999999999999.1")]
    [InlineData("1.-1")]
    public async Task A_cursor_that_was_not_ours_is_refused(string cursor)
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var result = await group.Database.RunAsync((ListTransactions u) => u.HandleAsync(new(new(), After: cursor), me, Ct));
        Assert.Equal("cursor_format", result.Refusal!.Args[1]);
    }

    [Fact]
    public async Task Saved_views_are_the_persons_own()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.Approver, []);
        var other = await group.PersonAsync(Role.Approver, []);
        var first = (await Save(me, "month", "from=1")).Value;

        Assert.Equal(first, (await Save(me, " month ", "from=2")).Value);
        Assert.Equal("from=2", (await Views(me)).Single().QueryString);
        Assert.Empty(await Views(other));
        Assert.Same(Refusal.NotFound, (await group.Database.RunAsync((DeleteView u) => u.HandleAsync(new(first), other, Ct))).Refusal);
        Assert.True((await group.Database.RunAsync((DeleteView u) => u.HandleAsync(new(first), me, Ct))).IsOk);
        Assert.Empty(await Views(me));
        Assert.Equal("name_length", (await Save(me, " ", "")).Refusal!.Args[1]);
        Assert.Equal("query_length", (await Save(me, "x", new string('x', 2_001))).Refusal!.Args[1]);

        Task<Result<Guid>> Save(Actor actor, string name, string query) =>
            group.Database.RunAsync((SaveView u) => u.HandleAsync(new(name, query), actor, Ct));
        async Task<IReadOnlyList<ListSavedViews.Row>> Views(Actor actor) =>
            (await group.Database.RunAsync((ListSavedViews u) => u.HandleAsync(new(), actor, Ct))).Value;
    }

    private static async Task<ListTransactions.Page> List(
        Group group,
        Actor me,
        TransactionFilter filter,
        string? after = null,
        string? before = null,
        int size = 50
    ) => (await group.Database.RunAsync((ListTransactions u) => u.HandleAsync(new(filter, after, before, size), me, Ct))).Value;
}
