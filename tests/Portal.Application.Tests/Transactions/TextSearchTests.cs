using CsCheck;
using FundPortal.Application.Importing;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using FundPortal.TestKit;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Transactions;

/// <summary>Whatever is listed for the search and whatever is not yet: the answer is that of a look at every row.</summary>
public sealed class TextSearchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly string[] Pieces =
        "a A b B é É 中 国 货 款 电 费 6 2 0 % _ [ ] * \" ' \\ ( ) ^ : - Ａ ａ ß İ ı K 😀 😁 か ガ NEAR OR AND".Split(' ');

    private static readonly Gen<string> AnyText = Gen.Int[0, Pieces.Length - 1]
        .Select(i => Pieces[i])
        .Array[0, 9]
        .Select(parts => string.Join(parts.Length % 3 == 0 ? " " : "", parts));

    private static readonly string[] Hostile =
    [
        "\"",
        "'",
        "*",
        "NEAR(a b)",
        "a OR b",
        "a* -b",
        "\0",
        "a\0",
        "\uD83D",
        "\uDE00",
        "\uFFFD",
        "\uFFFE",
        "%",
        "_",
        "\\",
        "[a]",
        ";--",
    ];

    [Fact]
    public async Task Any_word_finds_what_a_naive_look_at_all_rows_finds()
    {
        Assert.SkipUnless(TestDatabase.SqlServer is null, "SQL Server's LIKE compares by the database's collation.");
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        Account[] accounts = [group.NorthCny, group.NorthUsd, group.SouthCny];
        await AnyText.Array[60].SampleAsync(texts => StoreAsync(group, me, accounts, texts), iter: 1, threads: 1);
        Assert.True(await group.Database.UseAsync(db => new SearchIndex(db).CatchUpAsync(least: 1, Ct)));
        // These wait.
        await AnyText.Array[20].SampleAsync(texts => StoreAsync(group, me, accounts, [.. texts, "a\0b", "\uD83Dx"]), iter: 1, threads: 1);
        var rows = await group.RowsAsync();
        rows.Reverse();
        var part =
            from row in Gen.Int[0, rows.Count - 1]
            from start in Gen.Int[0, 8]
            from length in Gen.Int[1, 5]
            select PartOf(rows[row].Text, start, length);
        var word = Gen.OneOf(
            part,
            AnyText,
            Gen.Int[0, Hostile.Length - 1].Select(i => Hostile[i]),
            Gen.Char.Array[1, 3].Select(c => new string(c))
        );
        await word.SampleAsync(
            async text =>
            {
                var filter = new TransactionFilter { Text = text };
                var sought = string.IsNullOrWhiteSpace(text) ? "" : StorableText.ForColumn(text, TransactionFilter.MaxText);
                var expected = rows.Where(row => SearchOracle.Has(row, sought)).ToList();
                var page = await ListAsync(group, me, filter, 200);
                Assert.Equal(expected.Take(200).Select(r => r.Id), page.Rows.Select(r => r.Id));
                var sums = await SumAsync(group, me, filter);
                Assert.Equal(((long)expected.Count, false), (sums.Count, sums.IsPartial));
                Assert.Equal(expected.Sum(r => r.AmountMinor), sums.Sums.Sum(s => s.Net.Minor));
            },
            iter: 400,
            threads: 1
        );
    }

    [Fact]
    public async Task A_word_in_thousands_of_rows_is_paged_both_ways_within_scope_days_and_kinds()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var south = await group.PersonAsync(Role.FinanceStaff, [group.South]);
        // More than are fetched at once; ids do not follow the days, many share a time.
        await StoreManyAsync(group, me, group.NorthCny, 3_000, i => i % 2 == 0 ? "货款 north" : "north");
        await StoreManyAsync(group, me, group.SouthCny, 3_500, i => i % 7 == 0 ? "other" : "货款 south");
        await StoreManyAsync(group, me, group.NorthUsd, 10, _ => "other");
        await group.Database.UseAsync(db => new SearchIndex(db).CatchUpAsync(least: 1, Ct));
        await StoreManyAsync(group, me, group.NorthUsd, 40, i => i % 2 == 0 ? "货款 waiting" : "waiting");
        var rows = await group.RowsAsync();
        rows.Reverse();
        (TransactionFilter Filter, Actor Actor, Func<BankTransaction, bool> Lets)[] asked =
        [
            (new(), me, _ => true),
            (new(), south, row => row.AccountId == group.SouthCny.Id),
            (new() { Accounts = [group.NorthUsd.PublicId] }, me, row => row.AccountId == group.NorthUsd.Id),
            (
                new()
                {
                    From = Day1.AddDays(3),
                    To = Day1.AddDays(12),
                    Kinds = [TransactionKind.Fee],
                },
                me,
                row => row.BookingDate >= Day1.AddDays(3) && row.BookingDate <= Day1.AddDays(12) && row.Kind == TransactionKind.Fee
            ),
            (new() { AmountFrom = "20", AmountTo = "25" }, me, row => row.AmountMinor is >= 2_000 and <= 2_500),
            (new() { From = Day1.AddDays(500) }, me, _ => false),
        ];
        foreach (var (filter, actor, lets) in asked)
        {
            var expected = rows.Where(row => lets(row) && SearchOracle.Has(row, "货款")).ToList();
            var sought = filter with { Text = " 货款" };
            var found = new List<long>();
            var page = await ListAsync(group, actor, sought, 173);
            for (; ; page = await ListAsync(group, actor, sought, 173, after: page.Next))
            {
                found.AddRange(page.Rows.Select(row => row.Id));
                if (page.Next is null)
                    break;
            }
            Assert.Equal(expected.Select(row => row.Id), found);
            var back = page.Rows.Select(row => row.Id).ToList();
            while (page.Previous is { } previous)
            {
                page = await ListAsync(group, actor, sought, 173, before: previous);
                back.InsertRange(0, page.Rows.Select(row => row.Id));
            }
            Assert.Equal(found, back);
            var sums = await SumAsync(group, actor, sought);
            Assert.Equal(((long)expected.Count, false), (sums.Count, sums.IsPartial));
            Assert.Equal(expected.Sum(row => row.AmountMinor), sums.Sums.Sum(sum => sum.Net.Minor));
        }
    }

    [Fact]
    public async Task A_made_up_cursor_at_the_end_of_time_is_answered()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await StoreManyAsync(group, me, group.NorthCny, 2_100, _ => "货款");
        await group.Database.UseAsync(db => new SearchIndex(db).CatchUpAsync(least: 1, Ct));
        var filter = new TransactionFilter { Text = "货款" };
        Assert.Equal(50, (await ListAsync(group, me, filter, 50, after: "253402300799999.1")).Rows.Count);
        Assert.Empty((await ListAsync(group, me, filter, 50, before: "253402300799999.1")).Rows);
        Assert.Empty((await ListAsync(group, me, filter, 50, after: "-62135596800000.1")).Rows);
    }

    [Theory]
    [InlineData("货", "8D270000-8D27FFFF")]
    [InlineData("货款", "8D276B3E-8D276B3E")]
    [InlineData("货款结", "8D276B3E-8D276B3E 6B3E7ED3-6B3E7ED3")]
    [InlineData("6", "00360000-0036FFFF")]
    [InlineData("62", "00361900-0036197F")]
    [InlineData("622", "00361932-00361932")]
    [InlineData("ＡＢＣ", "00613163-00613163")]
    public void Words_are_cut_into_grams(string word, string expected) =>
        Assert.Equal(expected, string.Join(' ', SearchGrams.Of(word).Select(span => $"{span.From:X8}-{span.To:X8}")));

    [Fact]
    public void A_long_word_is_cut_into_few_grams_from_its_beginning_to_its_end()
    {
        var word = string.Concat(Enumerable.Range(0, 100).Select(i => (char)('一' + i)));
        var grams = SearchGrams.Of(word);
        Assert.Equal(SearchGrams.MaxGrams, grams.Distinct().Count());
        Assert.Equal(SearchGrams.Of(word[..2])[0], grams[0]);
        Assert.Equal(SearchGrams.Of(word[^2..])[0], grams[^1]);
    }

    private static string PartOf(string text, int start, int length)
    {
        start = Math.Min(start, text.Length);
        return text.Substring(start, Math.Min(length, text.Length - start));
    }

    private static async Task<bool> StoreAsync(Group group, Actor me, Account[] accounts, string[] texts)
    {
        var statements = accounts.Select(
            (account, a) =>
                Statement(
                    account,
                    [
                        .. texts.Select(
                            (text, i) =>
                                Entry(
                                    1 + (i % 9),
                                    100 + i,
                                    i % 4 == 0 ? "" : text,
                                    i % 4 == 1 ? text : "",
                                    position: i + 1,
                                    counterparty: i % 4 == 0 ? text : "甲",
                                    raw: $"{texts.Length} {a} {i}"
                                )
                        ),
                    ]
                )
        );
        return (await group.StoreOneAsync(me, File([.. statements]))).Import is not null;
    }

    private static Task<StoreImport.Stored> StoreManyAsync(Group group, Actor me, Account account, int rows, Func<int, string> text) =>
        group.StoreOneAsync(
            me,
            File(
                Statement(
                    account,
                    [
                        .. Enumerable
                            .Range(0, rows)
                            .Select(i =>
                                Entry(
                                    1 + (i * 7 % 20),
                                    1_000 + i,
                                    text(i),
                                    kind: i % 3 == 0 ? TransactionKind.Fee : TransactionKind.Transfer,
                                    position: i + 1,
                                    time: new TimeOnly(i % 5, 0),
                                    raw: $"{account.Number}/{rows}/{i}"
                                )
                            ),
                    ]
                )
            )
        );

    private static async Task<ListTransactions.Page> ListAsync(
        Group group,
        Actor me,
        TransactionFilter filter,
        int size,
        string? after = null,
        string? before = null
    ) => (await group.Database.RunAsync((ListTransactions u) => u.HandleAsync(new(filter, after, before, size), me, Ct))).Value;

    private static async Task<SummarizeTransactions.Summary> SumAsync(Group group, Actor me, TransactionFilter filter) =>
        (await group.Database.RunAsync((SummarizeTransactions u) => u.HandleAsync(new(filter), me, Ct))).Value;
}
