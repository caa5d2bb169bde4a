using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Importing;

public sealed class StoreImportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_is_stored_with_rows_sources_totals_balances_and_an_audit_entry()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var entries = new[]
        {
            Entry(1, 10_000, "rent", position: 3, raw: "line 3"),
            Entry(2, -2_500, "fee", kind: TransactionKind.Fee, position: 4, raw: "line 4"),
        };
        var available = new ParsedBalance(BalanceKind.Available, Day1.AddDays(1), 7_000);

        var stored = await group.StoreOneAsync(me, File(Statement(group.NorthCny, entries, 500, 8_000, 1, 2, [available])));

        Assert.Equal((2, 0, 0, false), (stored.New, stored.Known, stored.DoubtfulLeftOut, stored.WasKnown));
        var rows = await group.RowsAsync();
        Assert.Equal([10_000L, -2_500L], rows.Select(r => r.AmountMinor));
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines(await group.TotalsAsync()));
        var sources = await group.Database.UseAsync(db => db.TransactionSources.OrderBy(s => s.TransactionId).ToListAsync(Ct));
        Assert.Equal(rows.Select(r => r.Id), sources.Select(s => s.TransactionId));
        Assert.Equal("line 3|line 4", string.Join('|', sources.Select(s => s.Raw)));
        var account = await group.Database.UseAsync(db => db.Accounts.SingleAsync(a => a.Id == group.NorthCny.Id, Ct));
        Assert.Equal(500, account.BaseMinor);
        var balances = await group.Database.UseAsync(db => db.AccountBalances.OrderBy(b => b.Kind).ToListAsync(Ct));
        Assert.Equal([(BalanceKind.Booked, 8_000L), (BalanceKind.Available, 7_000L)], balances.Select(b => (b.Kind, b.AmountMinor)));
        Assert.All(balances, b => Assert.Equal(new DateTime(2026, 2, 2, 15, 59, 59, 999, DateTimeKind.Utc), b.AsOf));
        var trail = await group.Database.UseAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "import.stored", Ct));
        Assert.Contains("\"closingMinor\":8000", trail.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_again_stores_nothing_and_says_so()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var file = File(Statement(group.NorthCny, [Entry(1, 5), Entry(1, 5), Entry(1, 7, id: "B1")]));

        var first = await group.StoreOneAsync(me, file);
        var second = await group.StoreOneAsync(me, file);

        Assert.Equal((3, 0), (first.New, first.Known));
        Assert.Equal((0, 3, true, (Guid?)null), (second.New, second.Known, second.WasKnown, second.Import));
        Assert.Equal(3, (await group.RowsAsync()).Count);
        Assert.Equal(1, await group.Database.UseAsync(db => db.ImportFiles.CountAsync(Ct)));
    }

    [Fact]
    public async Task H8_The_same_file_five_times_at_once_is_stored_once()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var file = File(Statement(group.NorthCny, [.. Enumerable.Range(1, 20).Select(i => Entry(i, i))], 0, 210));

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => group.StoreOneAsync(me, file))));

        Assert.Equal(1, results.Count(r => r.New == 20));
        Assert.Equal(4, results.Count(r => r.WasKnown));
        var rows = await group.RowsAsync();
        Assert.Equal(20, rows.Count);
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines(await group.TotalsAsync()));
    }

    [Fact]
    public async Task A_statement_that_does_not_add_up_needs_its_exact_difference_accepted()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var file = File(Statement(group.NorthCny, [Entry(1, 100)], 0, 130));

        var unasked = await group.StoreAsync(me, Store(file));
        var wrong = await group.StoreAsync(me, Store(file) with { AcceptedDifferences = [new(file.Sha256, 0, 30)] });
        Assert.Equal("difference_not_accepted", unasked.Refusal!.Args[1]);
        Assert.Equal("difference_not_accepted", wrong.Refusal!.Args[1]);
        Assert.Empty(await group.RowsAsync());

        var right = await group.StoreAsync(me, Store(file) with { AcceptedDifferences = [new(file.Sha256, 0, -30)] });
        Assert.True(right.IsOk);
        Assert.Equal(-30, await group.Database.UseAsync(db => db.ImportedStatements.Select(s => s.DifferenceMinor).SingleAsync(Ct)));
        Assert.Equal(2, await group.Database.UseAsync(db => db.AuditEntries.CountAsync(e => e.Action == "import.refused", Ct)));
    }

    [Fact]
    public async Task One_bad_file_keeps_the_whole_batch_out()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var good = File(Statement(group.NorthCny, [Entry(1, 100)]));
        var bad = File(Statement(group.NorthUsd, [Entry(1, 100)])) with { Errors = [new("file_line_invalid_amount", "x", Line: 7)] };

        var result = await group.StoreAsync(me, Store(good, bad));

        Assert.Equal("file_has_errors", result.Refusal!.Args[1]);
        Assert.Empty(await group.RowsAsync());
        Assert.Equal(0, await group.Database.UseAsync(db => db.ImportFiles.CountAsync(Ct)));
    }

    [Fact]
    public async Task An_account_out_of_scope_is_as_unknown_as_one_that_does_not_exist()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var foreign = File(Statement(group.SouthCny, [Entry(1, 100)]));
        var unknown = File(Statement(group.SouthCny, [Entry(1, 100)]) with { AccountNumber = "999" });

        Assert.Equal("account_unknown", (await group.StoreAsync(me, Store(foreign))).Refusal!.Args[1]);
        Assert.Equal("account_unknown", (await group.StoreAsync(me, Store(unknown))).Refusal!.Args[1]);
        var nameless = File(Statement(group.SouthCny, [Entry(1, 100)]) with { AccountNumber = "" });
        Assert.Equal("account_missing", (await group.StoreAsync(me, Store(nameless))).Refusal!.Args[1]);
        var chosen = await group.StoreAsync(me, new([new(nameless, Account: group.SouthCny.PublicId)], []));
        Assert.Equal("account_unknown", chosen.Refusal!.Args[1]);
        Assert.True((await group.StoreAsync(me, new([new(nameless, Account: group.NorthCny.PublicId)], []))).IsOk);
    }

    [Fact]
    public async Task A_chosen_account_never_overrides_a_number_that_is_known()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var file = File(Statement(group.NorthCny, [Entry(1, 100)]));

        var result = await group.StoreAsync(me, new([new(file, Account: group.SouthCny.PublicId)], []));

        Assert.Equal("account_mismatch", result.Refusal!.Args[1]);
    }

    [Fact]
    public async Task Another_currency_is_refused_and_the_currency_tells_accounts_of_one_number_apart()
    {
        await using var group = await Group.CreateAsync();
        var twin = await group.AccountAsync(group.North, "1001", "EUR");
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);

        Assert.True((await group.StoreAsync(me, Store(File(Statement(twin, [Entry(1, 100)]))))).IsOk);
        Assert.Equal(twin.Id, (await group.RowsAsync()).Single().AccountId);
        var yen = File(Statement(group.NorthUsd, [Entry(1, 100)]) with { CurrencyCode = "JPY" });
        Assert.Equal("currency_mismatch", (await group.StoreAsync(me, Store(yen))).Refusal!.Args[1]);
        var untold = File(Statement(twin, [Entry(2, 100)]) with { CurrencyCode = "" });
        Assert.Equal("account_ambiguous", (await group.StoreAsync(me, Store(untold))).Refusal!.Args[1]);
    }

    [Fact]
    public async Task Amounts_and_dates_beyond_all_reason_are_refused_with_their_line()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);

        foreach (var amount in new[] { long.MaxValue, long.MinValue, 1_000_000_000_000_001 })
        {
            var refusal = (
                await group.StoreAsync(me, Store(File(Statement(group.NorthCny, [Entry(1, amount, position: 9)], 1, 1))))
            ).Refusal!;
            Assert.Equal(["file.txt", "amount_range", 0, 9], refusal.Args);
        }
        var ancient = Entry(1, 5) with { BookingDate = DateOnly.MinValue };
        Assert.Equal(
            "booking_date_range",
            (await group.StoreAsync(me, Store(File(Statement(group.NorthCny, [ancient]))))).Refusal!.Args[1]
        );
        var many = File(Statement(group.NorthCny, [.. Enumerable.Range(0, 101).Select(_ => Entry(1, 1_000_000_000_000_000))]));
        Assert.Equal("amount_range", (await group.StoreAsync(me, Store(many))).Refusal!.Args[1]);
        Assert.False((await group.PreviewAsync(me, new Application.Importing.ImportInput(many))).CanStore);
    }

    [Fact]
    public async Task Unstorable_and_long_texts_are_kept_whole_in_the_raw_line()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var odd = "a\0b\uD800c\\d" + new string('长', 1_200) + "😀";

        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(1, 5, text: odd, raw: odd)])));

        var row = (await group.RowsAsync()).Single();
        Assert.StartsWith("a\uFFFDb\uFFFDc\\d长", row.Text, StringComparison.Ordinal);
        Assert.Equal(1000, row.Text.Length);
        var raw = await group.Database.UseAsync(db => db.TransactionSources.Select(s => s.Raw).SingleAsync(Ct));
        Assert.Equal(@"\escaped:a\u0000b\uD800c\\d" + new string('长', 1_200) + "😀", raw);
    }

    [Fact]
    public async Task Only_people_who_may_import_can()
    {
        await using var group = await Group.CreateAsync();
        var file = File(Statement(group.NorthCny, [Entry(1, 100)]));
        foreach (var role in new[] { Role.Auditor, Role.Approver, Role.Administrator, Role.PolicyOwner })
        {
            var other = await group.PersonAsync(role, [group.Holding]);
            Assert.Equal("forbidden", (await group.StoreAsync(other, Store(file))).Refusal!.Code);
            Assert.Equal("forbidden", (await group.UndoAsync(other, Guid.NewGuid())).Refusal!.Code);
        }
    }
}
