using FundPortal.Application.Channels;
using FundPortal.Application.Importing;
using FundPortal.Application.Payments;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Payments;

/// <summary>What a statement line with our reference does: a channel's is the bank's word, an uploaded file's is one person's.</summary>
public sealed class StatementLineTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_of_the_channel_settles_an_order_in_doubt_and_a_later_one_brings_it_back()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await InDoubtAsync(world);
        await BookAsync(world, -100_00, payment);
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.NotNull((await world.OrderAsync(payment)).TransactionId);
        await BookAsync(world, 100_00, payment);
        Assert.Equal(PaymentState.Returned, await world.StateAsync(payment));
        Assert.NotNull((await world.OrderAsync(payment)).ReturnTransactionId);
    }

    [Fact]
    public async Task A_debit_in_a_file_that_its_maker_uploads_leaves_an_order_in_doubt_where_it_is_and_others_hear_of_it()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await InDoubtAsync(world);
        var import = await UploadAsync(world, -100_00, payment);
        var order = await world.OrderAsync(payment);
        Assert.Equal((InstructionState.Unknown, (long?)null), (order.State, order.TransactionId));
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        Assert.Contains("payment.file_claims", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Contains("payment_file_claims", await SendingTests.NoticesAsync(world, world.Treasury.OtherMaker), StringComparer.Ordinal);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        // Nothing rests on it: it can be taken back.
        var undone = await world.Database.RunAsync((UndoImport u) => u.HandleAsync(new(import), world.Treasury.Maker, Ct));
        Assert.Null(undone.Refusal);
    }

    [Fact]
    public async Task A_credit_in_a_file_that_its_maker_uploads_brings_nothing_back_and_the_bank_is_asked()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        var payment = await SettledAsync(world, "INV-9");
        var asked = 0;
        world.Bank.OnQuery = _ =>
        {
            asked++;
            return ScriptedBank.Told(QueryResult.Settled);
        };
        await UploadAsync(world, 100_00, payment);
        var stored = await world.Treasury.LoadAsync(payment);
        Assert.Equal(PaymentState.Settled, stored.State);
        Assert.NotNull(stored.ReferenceHeld);
        Assert.Null((await world.OrderAsync(payment)).ReturnTransactionId);
        var again = await world.Database.RunAsync(
            (SavePayment u) => u.HandleAsync(new(Guid.NewGuid(), world.Treasury.Entry("100"), null, payment), world.Treasury.Maker, Ct)
        );
        Assert.Equal("invalid", again.Refusal!.Code);
        // Asked once; what it says is what counts.
        await world.RoundsAsync(5, TimeSpan.FromMinutes(2));
        Assert.Equal(1, asked);
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Returned);
        await UploadAsync(world, 100_00, payment);
        await world.RoundsAsync(1, TimeSpan.FromMinutes(2));
        Assert.Equal(PaymentState.Returned, await world.StateAsync(payment));
    }

    [Fact]
    public async Task A_line_of_an_uploaded_file_that_says_what_is_known_is_linked_until_the_import_is_undone()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        var payment = await SettledAsync(world, "INV-9");
        var import = await UploadAsync(world, -100_00, payment);
        Assert.NotNull((await world.OrderAsync(payment)).TransactionId);
        Assert.DoesNotContain("payment.file_claims", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Null((await world.Database.RunAsync((UndoImport u) => u.HandleAsync(new(import), world.Treasury.Maker, Ct))).Refusal);
        Assert.Null((await world.OrderAsync(payment)).TransactionId);
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
    }

    [Fact]
    public async Task A_failed_payment_that_the_channels_statement_shows_is_paid_after_all_and_not_paid_again()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Refused, "BAL0001", "余额不足", null);
        var payment = await FailedAsync(world);
        // It could be paid again, and somebody has begun to.
        var again = await world.Treasury.SubmittedAgainAsync(payment, "100");
        await world.Treasury.DecideAsync(world.Treasury.Approvers[0], again);
        await BookAsync(world, -100_00, payment);
        var stored = await world.Treasury.LoadAsync(payment);
        Assert.Equal(PaymentState.Settled, stored.State);
        Assert.NotNull(stored.ReferenceHeld);
        Assert.Contains("payment.paid_after_all", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Contains("payment_paid_after_all", await SendingTests.NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
        world.Bank.OnSubmit = _ => new(SubmitResult.Accepted, "NTE", null, null);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Single(world.Bank.Received);
        Assert.Equal("payment_origin_paid", (await world.Treasury.ShowAsync(again)).May.WhyNotRelease!.Code);
        var third = await world.Database.RunAsync(
            (SavePayment u) => u.HandleAsync(new(Guid.NewGuid(), world.Treasury.Entry("100"), null, payment), world.Treasury.Maker, Ct)
        );
        Assert.Equal("invalid", third.Refusal!.Code);
        // The money of a failed one may come back by itself: then it may be paid again.
        await BookAsync(world, 100_00, payment);
        Assert.Equal(PaymentState.Returned, await world.StateAsync(payment));
        Assert.Null((await world.Treasury.LoadAsync(payment)).ReferenceHeld);
    }

    [Fact]
    public async Task A_failed_payment_that_is_paid_after_all_leaves_its_reference_to_whoever_has_it_and_says_so()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Refused, "BAL0001", "余额不足", null);
        var payment = await FailedAsync(world);
        var other = await world.Treasury.SubmittedAsync("300", "INV-9");
        await BookAsync(world, -100_00, payment);
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.Null((await world.Treasury.LoadAsync(payment)).ReferenceHeld);
        Assert.NotNull((await world.Treasury.LoadAsync(other)).ReferenceHeld);
        Assert.Contains("payment_paid_after_all", await SendingTests.NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_line_of_a_day_that_goes_on_only_makes_the_bank_be_asked_and_the_final_one_settles()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await InDoubtAsync(world);
        var asked = 0;
        world.Bank.OnQuery = _ =>
        {
            asked++;
            return ScriptedBank.Told(QueryResult.NoAnswer);
        };
        world.Bank.Entries.Add(Entry(ChinaTime.Today(world.Database.Clock), -100_00, payment));
        await world.ReadAsync();
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        await world.RoundAsync();
        Assert.Equal(1, asked);
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        world.Database.Clock.Advance(TimeSpan.FromDays(1));
        await world.ReadAsync();
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.NotNull((await world.OrderAsync(payment)).TransactionId);
    }

    [Fact]
    public async Task A_line_that_the_final_list_of_the_day_does_not_have_settles_nothing()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await InDoubtAsync(world);
        var day = ChinaTime.Today(world.Database.Clock);
        world.Bank.Entries.Add(Entry(day, -100_00, payment));
        await world.ReadAsync();
        world.Bank.Final[day] = [];
        world.Database.Clock.Advance(TimeSpan.FromDays(1));
        await world.ReadAsync();
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        Assert.Null((await world.OrderAsync(payment)).TransactionId);
    }

    [Fact]
    public async Task A_linked_line_that_the_final_list_takes_away_is_unlinked_told_and_asked_about()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        var payment = await SettledAsync(world, "INV-9");
        var day = ChinaTime.Today(world.Database.Clock);
        world.Bank.Entries.Add(Entry(day, -100_00, payment));
        await world.ReadAsync();
        Assert.NotNull((await world.OrderAsync(payment)).TransactionId);
        world.Bank.Final[day] = [];
        world.Database.Clock.Advance(TimeSpan.FromDays(1));
        await world.ReadAsync();
        Assert.Null((await world.OrderAsync(payment)).TransactionId);
        Assert.Contains("payment.line_withdrawn", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Contains("payment_line_withdrawn", await SendingTests.NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
        // It was settled by the bank's own word; the bank now says that it never executed it.
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Failed, "FIN/F");
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Contains("payment_denied", await SendingTests.NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_an_uploaded_file_brought_first_the_channel_still_tells_at_the_days_end()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await InDoubtAsync(world);
        var day = ChinaTime.Today(world.Database.Clock);
        await UploadAsync(world, -100_00, payment);
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        // Taken for the uploaded one: it is not stored again.
        world.Bank.Entries.Add(Entry(day, -100_00, payment));
        await world.ReadAsync();
        world.Database.Clock.Advance(TimeSpan.FromDays(1));
        await world.ReadAsync();
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.NotNull((await world.OrderAsync(payment)).TransactionId);
    }

    private static async Task<Guid> FailedAsync(PayingTreasury world)
    {
        var payment = await world.Treasury.SubmittedAsync("100", "INV-9");
        await world.Treasury.DecideAsync(world.Treasury.Approvers[0], payment);
        await world.RoundsAsync(1, TimeSpan.FromMinutes(1));
        var failed = await world.Treasury.LoadAsync(payment);
        Assert.Equal((PaymentState.Failed, (string?)null), (failed.State, failed.ReferenceHeld));
        return payment;
    }

    private static async Task<Guid> InDoubtAsync(PayingTreasury world)
    {
        world.Bank.OnSubmit = _ => new(SubmitResult.Unknown, "time_out", null, null);
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.NoAnswer);
        var payment = await world.ApprovedAsync();
        await world.RoundAsync();
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        return payment;
    }

    private static async Task<Guid> SettledAsync(PayingTreasury world, string reference)
    {
        var payment = await world.Treasury.SubmittedAsync("100", reference);
        await world.Treasury.DecideAsync(world.Treasury.Approvers[0], payment);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        return payment;
    }

    /// <summary>The bank books it, and the day ends.</summary>
    private static async Task BookAsync(PayingTreasury world, long amountMinor, Guid payment)
    {
        world.Bank.Entries.Add(Entry(ChinaTime.Today(world.Database.Clock), amountMinor, payment));
        await world.ReadAsync();
        world.Database.Clock.Advance(TimeSpan.FromDays(1));
        await world.ReadAsync();
    }

    private static async Task<Guid> UploadAsync(PayingTreasury world, long amountMinor, Guid payment)
    {
        var day = ChinaTime.Today(world.Database.Clock);
        var statement = new ParsedStatement(
            world.Treasury.Group.NorthCny.Number,
            "CNY",
            day,
            day,
            null,
            null,
            "",
            true,
            [Entry(day, amountMinor, payment)],
            [],
            []
        );
        var file = new ParsedFile("mine.sta", "mt940", Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()), [statement], []);
        var stored = await world.Database.RunAsync(
            (StoreImport u) => u.HandleAsync(new([new(file, 1, null)], []), world.Treasury.Maker, Ct)
        );
        Assert.Null(stored.Refusal);
        return stored.Value.Single().Import!.Value;
    }

    private static ParsedEntry Entry(DateOnly day, long amountMinor, Guid payment) =>
        new(
            $"T{Guid.NewGuid():N}",
            day,
            null,
            day,
            amountMinor,
            TransactionKind.Transfer,
            "",
            false,
            "Shanghai Mould Ltd",
            "",
            "goods",
            EndToEndId.Of(payment, 0),
            null,
            1,
            "raw"
        );
}
