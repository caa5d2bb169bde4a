using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using FundPortal.Application.Payments;
using FundPortal.Application.Payments.Files;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments.Files;

public sealed class BatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_row_becomes_a_payment_of_its_own_under_one_batch_and_once_only()
    {
        await using var treasury = await Treasury.CreateAsync();
        var file = Batch(Row(treasury, "100", "R1"), Row(treasury, "60,000", "R2"));
        var preview = (await PreviewAsync(treasury, file)).Value;
        Assert.Empty(preview.Problems.Concat(preview.Rows.SelectMany(r => r.Problems)).Select(p => $"{p.Cell} {p.Why}"));
        Assert.All(preview.Rows, row => Assert.True(row.IsFirstTime));

        var id = Guid.NewGuid();
        Assert.Equal(2, (await SubmitAsync(treasury, file, id: id)).Value.Count);
        Assert.Equal(2, (await SubmitAsync(treasury, file, id: id)).Value.Count);
        Assert.Same(Refusal.Conflict, (await SubmitAsync(treasury, file, id: id, maker: treasury.OtherMaker)).Refusal);

        var stored = await StoredAsync(treasury);
        Assert.Equal(2, stored.Count);
        Assert.All(
            stored,
            p =>
                Assert.Equal(
                    (id, PaymentSource.File, PaymentState.InApproval, treasury.Maker.PersonId),
                    (p.BatchId, p.Source, p.State, p.MakerId)
                )
        );
        Assert.Equal([100_00L, 60_000_00L], stored.Select(p => p.AmountMinor));
        Assert.Equal([1, 2], stored.Select(p => p.Levels.Count));
        Assert.All(stored, p => Assert.Equal(treasury.Payee.Details, p.To));
        Assert.Equal(["payment.entered", "payment.submitted"], await treasury.ActionsAsync(stored[0].PublicId));
        Assert.Equal(1, await treasury.Database.UseAsync(db => db.AuditEntries.CountAsync(e => e.Action == "payment.batch_submitted", Ct)));
    }

    [Fact]
    public async Task A_row_that_fits_no_payee_of_the_directory_is_named_and_the_chosen_others_go()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (good, foreign, elsewhere, early, coin) = (
            Row(treasury, "1", "R1"),
            Row(treasury, "1", "R2"),
            Row(treasury, "1", "R3"),
            Row(treasury, "1", "R4"),
            Row(treasury, "1", "R5")
        );
        (foreign[0], elsewhere[3], early[9], coin[6]) = ("Somebody else", "308584000013", "2026-03-01", "USD");
        var file = Batch(good, foreign, elsewhere, early, coin);

        var preview = (await PreviewAsync(treasury, file)).Value;
        Assert.Equal(
            "A6 payee payee_not_in_directory\nD7 bankCode payee_bank_differs\nJ8 payOn pay_on_past\nG9 currency currency_not_accounts",
            Told(preview.Rows.SelectMany(r => r.Problems))
        );
        var all = (await SubmitAsync(treasury, file)).Value;
        Assert.Equal((0, 4), (all.Count, all.Problems.Count));
        Assert.Empty(await StoredAsync(treasury));
        Assert.Equal(["rows", "required"], (await SubmitAsync(treasury, file, rows: [99])).Refusal!.Args);

        Assert.Equal(1, (await SubmitAsync(treasury, file, rows: [5])).Value.Count);
        Assert.Equal("R1", Assert.Single(await StoredAsync(treasury)).Reference);
    }

    [Fact]
    public async Task All_rows_are_submitted_or_none()
    {
        await using var treasury = await Treasury.CreateAsync();
        var twice = Batch(Row(treasury, "5", "SAME"), Row(treasury, "7", "R2"), Row(treasury, "6", "SAME"));

        var outcome = (await SubmitAsync(treasury, twice)).Value;
        var problem = Assert.Single(outcome.Problems);
        Assert.Equal((0, "A6", "payment_duplicate"), (outcome.Count, problem.Cell, problem.Why.Code));
        Assert.Empty(await StoredAsync(treasury));
        Assert.Equal(0, await treasury.Database.UseAsync(db => db.AuditEntries.CountAsync(e => e.Action.StartsWith("payment."), Ct)));

        Assert.Equal(3, (await SubmitAsync(treasury, twice, reason: "two deliveries")).Value.Count);
    }

    [Fact]
    public async Task A_wrong_control_total_stops_the_whole_file()
    {
        await using var treasury = await Treasury.CreateAsync();
        var rows = Book.Row(3, Book.Header) + Book.Row(4, Row(treasury, "100", "R1"));
        var file = new Book().Sheet("p", Book.Row(1, "笔数", "1") + Book.Row(2, "总金额", "1000.00") + rows).Save();

        var outcome = (await SubmitAsync(treasury, file)).Value;
        Assert.Equal("B2 control control_total", Told(outcome.Problems));
        Assert.Empty(await StoredAsync(treasury));
        Assert.Equal(["file", "file_not_xlsx"], (await PreviewAsync(treasury, [1, 2, 3])).Refusal!.Args);
    }

    [Fact]
    public async Task A_payroll_is_one_payment_with_a_line_for_each_and_only_for_those_who_may_see_it()
    {
        await using var treasury = await Treasury.CreateAsync();
        var clerk = treasury.Maker with { Roles = new[] { Role.FinanceStaff, Role.PayrollClerk }.ToFrozenSet() };
        var file = Payroll(("张三", "8,000.50"), ("李四", "9,000"));

        Assert.Same(Refusal.Forbidden, (await PreviewAsync(treasury, file)).Refusal);
        Assert.Same(Refusal.Forbidden, (await SubmitAsync(treasury, file)).Refusal);
        Assert.Equal(PaymentType.Payroll, (await PreviewAsync(treasury, file, clerk)).Value.Type);
        Assert.Equal(["purpose", "purpose_length", PaymentLimits.Purpose], (await SubmitAsync(treasury, file, maker: clerk)).Refusal!.Args);
        Assert.Equal(1, (await SubmitAsync(treasury, file, maker: clerk, purpose: "三月工资")).Value.Count);

        var payment = Assert.Single(await StoredAsync(treasury));
        Assert.Equal((PaymentType.Payroll, 17_000_50L, "三月工资"), (payment.Type, payment.AmountMinor, payment.Purpose));
        Assert.Equal(
            "1 张三 800050, 2 李四 900000",
            string.Join(", ", payment.Lines.OrderBy(l => l.Number).Select(l => $"{l.Number} {l.To.AccountName} {l.AmountMinor}"))
        );
    }

    [Fact]
    public async Task The_same_payroll_twice_needs_a_reason_in_whatever_order_its_lines_come()
    {
        await using var treasury = await Treasury.CreateAsync();
        var clerk = treasury.Maker with { Roles = new[] { Role.FinanceStaff, Role.PayrollClerk }.ToFrozenSet() };
        var file = Payroll(("张三", "8,000.50"), ("李四", "9,000"));
        Assert.Equal(1, (await SubmitAsync(treasury, file, maker: clerk, purpose: "三月工资")).Value.Count);
        var first = Assert.Single(await StoredAsync(treasury));

        treasury.Database.Clock.Advance(TimeSpan.FromDays(9));
        var turned = new Book()
            .Sheet(
                "代发",
                Book.Row(1, "笔数", "2")
                    + Book.Row(2, "总金额", "17000.50")
                    + Book.Row(3, "员工姓名", "收款账号", "开户行", "联行号", "金额", "备注")
                    + Book.Row(4, "李四", "6222020200112233441", "工行", "102100099996", "9,000", "补发")
                    + Book.Row(5, "张三", "6222020200112233440", "工行", "102100099996", "8,000.50", "补发")
            )
            .Save();
        foreach (var same in new[] { file, turned })
        {
            var problem = Assert.Single((await SubmitAsync(treasury, same, maker: clerk, purpose: "工资")).Value.Problems);
            Assert.Equal("payment_duplicate", problem.Why.Code);
            Assert.Equal([DuplicateKind.SamePayroll, first.Number], problem.Why.Args);
        }
        Assert.Single(await StoredAsync(treasury));

        Assert.Equal(1, (await SubmitAsync(treasury, file, maker: clerk, purpose: "工资", reason: "二月补发")).Value.Count);
        var others = Payroll(("张三", "9,000"), ("李四", "8,000.50"));
        Assert.Equal(1, (await SubmitAsync(treasury, others, maker: clerk, purpose: "四月工资")).Value.Count);
    }

    [Fact]
    public async Task The_same_payroll_sent_many_times_at_once_is_filed_once()
    {
        await using var treasury = await Treasury.CreateAsync();
        var clerk = treasury.Maker with { Roles = new[] { Role.FinanceStaff, Role.PayrollClerk }.ToFrozenSet() };
        var file = Payroll(("张三", "8,000.50"), ("李四", "9,000"));

        var results = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => Task.Run(() => SubmitAsync(treasury, file, maker: clerk, purpose: "三月工资"), Ct))
        );

        Assert.Single(results, r => r is { IsOk: true, Value.Count: 1 });
        // The database's own word besides: only one payment holds the payroll.
        Assert.StartsWith("payroll/", Assert.Single(await StoredAsync(treasury)).ReferenceHeld, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D2_a_foreign_account_or_payee_is_an_unknown_one()
    {
        await using var treasury = await Treasury.CreateAsync();
        var south = await treasury.PersonAsync("south", Role.FinanceStaff, treasury.Group.South);
        var file = Batch(Row(treasury, "1", "R1"));
        Assert.Equal(["account", "account_unknown"], (await PreviewAsync(treasury, file, south)).Refusal!.Args);
        Assert.Equal(["account", "account_unknown"], (await SubmitAsync(treasury, file, maker: south)).Refusal!.Args);
    }

    [Fact]
    public async Task Templates_are_made_for_transfers_and_payrolls()
    {
        await using var treasury = await Treasury.CreateAsync();
        foreach (var type in new[] { PaymentType.Transfer, PaymentType.Payroll })
            Assert.NotEmpty((await MakeAsync(type)).Value);
        Assert.Equal("type_unknown", (await MakeAsync(PaymentType.OwnTransfer)).Refusal!.Args[1]);

        Task<Result<byte[]>> MakeAsync(PaymentType type) =>
            treasury.Database.RunAsync((MakePaymentTemplate u) => u.HandleAsync(new(type, false), treasury.Maker, Ct));
    }

    [Fact]
    public async Task E7_the_same_batch_asked_for_many_times_at_once_is_submitted_once()
    {
        await using var treasury = await Treasury.CreateAsync();
        var file = Batch(Row(treasury, "1", "R1"), Row(treasury, "2", "R2"));
        var id = Guid.NewGuid();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SubmitAsync(treasury, file, id: id), Ct)));
        Assert.All(results, result => Assert.Equal(2, result.Value.Count));
        Assert.Equal(2, (await StoredAsync(treasury)).Count);
    }

    [Fact]
    public async Task Two_hundred_rows_are_submitted_in_a_time_that_a_person_waits()
    {
        await using var treasury = await Treasury.CreateAsync();
        var rows = Enumerable.Range(1, 200).Select(i => Row(treasury, i.ToString(CultureInfo.InvariantCulture), $"R{i}")).ToArray();
        var watch = Stopwatch.StartNew();
        Assert.Equal(200, (await SubmitAsync(treasury, Batch(rows))).Value.Count);
        TestContext.Current.SendDiagnosticMessage($"200 payments of a file in {watch.Elapsed.TotalSeconds:N1} s");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(90), watch.Elapsed.ToString());
    }

    private static string?[] Row(Treasury treasury, string amount, string reference)
    {
        var to = treasury.Payee.Details;
        return [to.AccountName, to.AccountNumber, to.BankName, to.BankCode, to.Country, amount, "CNY", "goods", reference, "2026-03-03"];
    }

    /// <summary>With a control block that fits.</summary>
    private static byte[] Batch(params string?[][] rows)
    {
        var totals = rows.GroupBy(r => r[6]!, StringComparer.Ordinal)
            .Select(g => new Money(g.Sum(r => AmountText.Parse(r[5], Currency.Of(g.Key)).Value.Minor), Currency.Of(g.Key)))
            .ToArray();
        var head =
            Book.Row(1, "笔数", rows.Length.ToString(CultureInfo.InvariantCulture))
            + Book.Row(2, "总金额", totals[0].ToPlainText(), totals[0].Currency.Code);
        for (var i = 1; i < totals.Length; i++)
            head += Book.Row(2 + i, "总金额", totals[i].ToPlainText(), totals[i].Currency.Code);
        var header = 2 + totals.Length;
        var lines = string.Concat(rows.Select((cells, i) => Book.Row(header + 1 + i, cells)));
        return new Book().Sheet("p", head + Book.Row(header, Book.Header) + lines).Save();
    }

    private static byte[] Payroll(params (string Name, string Amount)[] lines) =>
        new Book()
            .Sheet(
                "代发",
                Book.Row(1, "笔数", lines.Length.ToString(CultureInfo.InvariantCulture))
                    + Book.Row(
                        2,
                        "总金额",
                        new Money(lines.Sum(l => AmountText.Parse(l.Amount, Currency.Cny).Value.Minor), Currency.Cny).ToPlainText()
                    )
                    + Book.Row(3, "员工姓名", "收款账号", "开户行", "联行号", "金额", "备注")
                    + string.Concat(
                        lines.Select((l, i) => Book.Row(4 + i, l.Name, $"622202020011223344{i}", "工行", "102100099996", l.Amount))
                    )
            )
            .Save();

    private static Task<Result<PreviewBatch.Preview>> PreviewAsync(Treasury treasury, byte[] file, Actor? actor = null) =>
        treasury.Database.RunAsync(
            (PreviewBatch u) => u.HandleAsync(new(file, treasury.Group.NorthCny.PublicId), actor ?? treasury.Maker, Ct)
        );

    private static Task<Result<SubmitBatch.Outcome>> SubmitAsync(
        Treasury treasury,
        byte[] file,
        IReadOnlyList<int>? rows = null,
        Guid? id = null,
        Actor? maker = null,
        string? reason = null,
        string? purpose = null
    ) =>
        treasury.Database.RunAsync(
            (SubmitBatch u) =>
                u.HandleAsync(
                    new(id ?? Guid.NewGuid(), file, treasury.Group.NorthCny.PublicId, rows, reason, purpose),
                    maker ?? treasury.Maker,
                    Ct
                )
        );

    private static Task<List<Payment>> StoredAsync(Treasury treasury) =>
        treasury.Database.UseAsync(db =>
            db.Payments.AsNoTracking().Include(p => p.Levels).Include(p => p.Lines).AsSplitQuery().OrderBy(p => p.Id).ToListAsync(Ct)
        );

    private static string Told(IEnumerable<CellProblem> problems) =>
        string.Join('\n', problems.Select(p => $"{p.Cell} {p.Why.Args[0]} {p.Why.Args[1]}"));
}
