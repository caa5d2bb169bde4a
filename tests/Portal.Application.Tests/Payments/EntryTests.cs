using FundPortal.Application.Approvals;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>What is entered is checked field by field; what is submitted meets duplicates, limits, stops and cooling-off periods.</summary>
public sealed class EntryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Texts that are no amount in any currency.</summary>
    private static readonly string[] NoAmounts =
    [
        "",
        " ",
        "0",
        "0.00",
        "-1",
        "-0.01",
        "+1",
        "1e2",
        "1E2",
        "1,5",
        "1,50",
        "12,34.00",
        "1.2.3",
        "1..2",
        ".5",
        "5.",
        "1 000",
        "1_000",
        "１２",
        "一百",
        "NaN",
        "Infinity",
        "-∞",
        "∞",
        "0x10",
        "1/2",
        "1%",
        "¥1",
        "$1",
        "1元",
        "CNY 1",
        "1 CNY",
        "(1)",
        "1-",
        "--1",
        "1,",
        ",1",
        "1,,000",
        "1,0000",
        "10,00",
        "1'000",
        "1\u00a0000",
        "1\t",
        "1\n2",
        "1;2",
        "=1",
        "=1+1",
        "'1",
        "\"1\"",
        "null",
        "true",
        "1000000000000001.00",
        "9999999999999999999",
        "92233720368547758.08",
        "1\u0000",
        "\u202e1",
        "1\u200b",
        "௧",
        "٣",
        "Ⅷ",
        "½",
    ];

    [Theory]
    [InlineData("CNY", "1.234", "0.01")]
    [InlineData("JPY", "1.5", "1")]
    [InlineData("KWD", "1.2345", "0.001")]
    [InlineData("USD", "0.001", "1,234,567.89")]
    [InlineData("CLF", "1.23456", "1.2345")]
    public async Task F6_an_amount_that_is_none_is_refused_at_its_field(string currency, string tooFine, string good)
    {
        await using var treasury = await Treasury.CreateAsync();
        var account = await treasury.Group.AccountAsync(treasury.Group.North, "9" + currency, currency);
        foreach (var text in NoAmounts.Append(tooFine).Where(text => text.Trim().Length == text.Length || text.Trim().Length == 0))
        {
            var refused = (await treasury.SaveAsync(treasury.Entry(text, account: account))).Refusal;
            Assert.True(refused?.Args is ["amount", ..], $"'{text}' in {currency} was taken.");
        }
        Assert.Equal(0, await treasury.Database.UseAsync(db => db.Payments.CountAsync(Ct)));
        var saved = await treasury.SaveAsync(treasury.Entry(good, account: account));
        Assert.Equal(good, Format((await treasury.ShowAsync(saved.Value.Id)).Amount));

        static string Format(Money money) => money.ToDecimal().ToString("#,0.####", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named()
    {
        await using var treasury = await Treasury.CreateAsync();
        var good = treasury.Entry("1.00");
        var group = treasury.Group;
        var closed = await group.AddAsync(
            new Account
            {
                LegalEntityId = group.North.Id,
                BankId = group.Bank.Id,
                Number = "closed",
                Name = "closed",
                CurrencyCode = "CNY",
                Type = AccountType.Current,
                Status = AccountStatus.Closed,
            }
        );
        var own = good with { Type = PaymentType.OwnTransfer, ToAccount = group.SouthCny.PublicId };
        (PaymentEntry Entry, string Field, string Reason)[] cases =
        [
            (good with { Account = Guid.NewGuid() }, "account", "account_unknown"),
            (good with { Account = Guid.Empty }, "account", "account_required"),
            (good with { Account = closed.PublicId }, "account", "account_closed"),
            (good with { Payee = null }, "payee", "payee_required"),
            (good with { Payee = Guid.NewGuid() }, "payee", "payee_unknown"),
            (good with { Currency = "XXQ" }, "currency", "currency_unknown"),
            (good with { Currency = "USD" }, "currency", "currency_not_accounts"),
            (good with { Purpose = " " }, "purpose", "purpose_length"),
            (good with { Purpose = new string('x', 141) }, "purpose", "purpose_length"),
            (good with { Purpose = "a\u202eb" }, "purpose", "text_characters"),
            (good with { Purpose = "a\u0000b" }, "purpose", "text_characters"),
            (good with { Purpose = "a\ud800b" }, "purpose", "text_characters"),
            (good with { Reference = new string('x', 65) }, "reference", "reference_length"),
            (good with { Reference = "a\nb" }, "reference", "text_characters"),
            (good with { PayOn = new DateOnly(2026, 3, 1) }, "payOn", "pay_on_past"),
            (good with { PayOn = new DateOnly(2027, 6, 1) }, "payOn", "pay_on_far"),
            (good with { Type = PaymentType.Payroll }, "type", "type_unknown"),
            (own with { ToAccount = null }, "toAccount", "to_account_required"),
            (own with { ToAccount = own.Account }, "toAccount", "to_account_same"),
            (own with { ToAccount = group.NorthUsd.PublicId }, "toAccount", "to_account_currency"),
        ];
        foreach (var (entry, field, reason) in cases)
        {
            var refused = (await treasury.SaveAsync(entry)).Refusal;
            Assert.Equal([field, reason], refused!.Args.Take(2));
        }
        Assert.True((await treasury.SaveAsync(own)).IsOk);
    }

    [Fact]
    public async Task Asking_twice_with_one_id_makes_one_payment()
    {
        await using var treasury = await Treasury.CreateAsync();
        var id = Guid.NewGuid();
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => treasury.SaveAsync(treasury.Entry("1.00"), id: id)));

        Assert.Contains(results, r => r.IsOk);
        Assert.Equal(1, await treasury.Database.UseAsync(db => db.Payments.CountAsync(Ct)));
        Assert.Equal(Refusal.Conflict, (await treasury.SaveAsync(treasury.Entry("2.00"), treasury.OtherMaker, id)).Refusal);
    }

    [Fact]
    public async Task A_business_reference_is_held_until_its_payment_came_to_nothing_and_a_second_one_needs_a_reason()
    {
        await using var treasury = await Treasury.CreateAsync();
        var first = await treasury.SubmittedAsync("10.00", "INV-7");
        var second = await treasury.SaveAsync(treasury.Entry("11.00", "INV-7"));
        var refused = (await treasury.SubmitAsync(second.Value.Id, second.Value.Version)).Refusal;
        Assert.Equal("payment_duplicate", refused!.Code);
        Assert.Equal([DuplicateKind.Reference, (await treasury.LoadAsync(first)).Number], refused.Args);

        second = await treasury.SaveAsync(
            treasury.Entry("11.00", "INV-7") with
            {
                DuplicateReason = "second instalment",
            },
            id: second.Value.Id,
            version: second.Value.Version
        );
        Assert.True((await treasury.SubmitAsync(second.Value.Id, second.Value.Version)).IsOk);
        Assert.Null((await treasury.LoadAsync(second.Value.Id)).ReferenceHeld);

        Assert.Equal(PaymentState.Rejected, (await treasury.DecideAsync(treasury.Approvers[0], first, DecisionKind.Reject)).State);
        Assert.Equal(
            PaymentState.Rejected,
            (await treasury.DecideAsync(treasury.Approvers[0], second.Value.Id, DecisionKind.Reject)).State
        );
        await treasury.SubmittedAsync("12.00", "INV-7");
    }

    [Fact]
    public async Task A_reference_is_not_free_while_a_payment_that_a_reason_let_through_lives()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var treasury = world.Treasury;
        var first = await treasury.SubmittedAsync("10.00", "INV-1");
        var second = await treasury.SubmittedAsync(
            "11.00",
            entry: treasury.Entry("11.00", "INV-1") with
            {
                DuplicateReason = "second instalment",
            }
        );
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], second)).State);
        world.Bank.OnQuery = _ => ScriptedBank.Told(Application.Channels.QueryResult.Settled);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(second));
        var cancelled = await treasury.Database.RunAsync((CancelPayment u) => u.HandleAsync(new(first), treasury.Maker, Ct));
        Assert.Null(cancelled.Refusal);

        treasury.Database.Clock.Advance(TimeSpan.FromDays(1));
        var third = await treasury.SaveAsync(treasury.Entry("12.00", "INV-1"));
        var refused = (await treasury.SubmitAsync(third.Value.Id, third.Value.Version)).Refusal;

        Assert.Equal("payment_duplicate", refused!.Code);
        Assert.Equal([DuplicateKind.Reference, (await treasury.LoadAsync(second)).Number], refused.Args);
        // Another company's invoice of that number is another invoice.
        var elsewhere = await treasury.Group.AccountAsync(treasury.Group.South, "8001", "CNY");
        await treasury.SubmittedAsync("12.00", entry: treasury.Entry("12.00", "INV-1", elsewhere));
    }

    [Fact]
    public async Task The_same_payee_amount_and_day_needs_a_reason_too()
    {
        await using var treasury = await Treasury.CreateAsync();
        await treasury.SubmittedAsync("10.00", "A");
        var again = await treasury.SaveAsync(treasury.Entry("10.00", "B"));
        Assert.Equal(DuplicateKind.SamePayeeAmountDay, (await treasury.SubmitAsync(again.Value.Id, again.Value.Version)).Refusal!.Args[0]);
        var tomorrow = treasury.Entry("10.00", "B") with { PayOn = new DateOnly(2026, 3, 3) };
        again = await treasury.SaveAsync(tomorrow, id: again.Value.Id, version: again.Value.Version);
        Assert.True((await treasury.SubmitAsync(again.Value.Id, again.Value.Version)).IsOk);
    }

    [Fact]
    public async Task Limits_count_what_lives_a_hard_one_refuses_and_a_soft_one_adds_a_level()
    {
        await using var treasury = await Treasury.CreateAsync();
        await LimitAsync(treasury, new LimitTerms(LimitPeriod.Day, 1_000_00, null), "hard");
        var level = new LimitLevel("extra", new Signers([], [treasury.Approvers[7].PersonId]), 1);
        await LimitAsync(treasury, new LimitTerms(LimitPeriod.Month, 700_00, level), "soft");

        var first = await treasury.SubmittedAsync("600.00");
        Assert.Single((await treasury.ShowAsync(first)).Levels);
        var over = await treasury.SaveAsync(treasury.Entry("600.00") with { DuplicateReason = "yes" });
        var refused = (await treasury.SubmitAsync(over.Value.Id, over.Value.Version)).Refusal;
        Assert.Equal(["amount", "limit_exceeded", "hard", "1000.00 CNY"], refused!.Args);
        var second = await treasury.SubmittedAsync("400.00");
        Assert.Equal("cashier, extra", string.Join(", ", (await treasury.ShowAsync(second)).Levels.Select(l => l.Name)));

        // What came to nothing does not count any more.
        Assert.Equal(PaymentState.Rejected, (await treasury.DecideAsync(treasury.Approvers[0], first, DecisionKind.Reject)).State);
        Assert.True((await treasury.SubmitAsync(over.Value.Id, over.Value.Version)).IsOk);
    }

    [Fact]
    public async Task The_same_own_transfer_on_the_same_day_needs_a_reason_too()
    {
        await using var treasury = await Treasury.CreateAsync();
        var own = treasury.Entry("10.00") with
        {
            Type = PaymentType.OwnTransfer,
            Payee = null,
            ToAccount = treasury.Group.SouthCny.PublicId,
        };
        var first = await treasury.SubmittedAsync("10.00", entry: own);

        var again = (await treasury.SaveAsync(own)).Value;
        var refused = (await treasury.SubmitAsync(again.Id, again.Version)).Refusal!;
        Assert.Equal("payment_duplicate", refused.Code);
        Assert.Equal([DuplicateKind.SameTargetAmountDay, (await treasury.LoadAsync(first)).Number], refused.Args);

        again = (await treasury.SaveAsync(own with { DuplicateReason = "two deposits" }, id: again.Id, version: again.Version)).Value;
        Assert.Null((await treasury.SubmitAsync(again.Id, again.Version)).Refusal);
        // Another amount, or another day, is another transfer.
        await treasury.SubmittedAsync("11.00", entry: own with { Amount = "11.00" });
        await treasury.SubmittedAsync("10.00", entry: own with { PayOn = new DateOnly(2026, 3, 3) });
    }

    [Fact]
    public async Task A_stop_holds_submission_signature_and_release_and_says_why()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (approved, waiting) = (await treasury.SubmittedAsync("10.00"), await treasury.SubmittedAsync("11.00"));
        var draft = await treasury.SaveAsync(treasury.Entry("12.00"));
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], approved)).State);

        var stopped = await treasury.Database.RunAsync(
            (StopPayments u) => u.HandleAsync(new(null, treasury.Group.NorthCny.PublicId, "fraud alarm"), treasury.Approvers[7], Ct)
        );
        Assert.Null(stopped.Refusal);

        Assert.Equal("payments_stopped", (await treasury.SubmitAsync(draft.Value.Id, draft.Value.Version)).Refusal!.Code);
        Assert.Equal(["fraud alarm"], (await treasury.DecideAsync(treasury.Approvers[0], waiting)).Refusal!.Args);
        Assert.Equal("payments_stopped", (await treasury.ShowAsync(approved)).May.WhyNotRelease!.Code);
        // Saying no is always allowed.
        Assert.Equal(PaymentState.Rejected, (await treasury.DecideAsync(treasury.Approvers[0], waiting, DecisionKind.Reject)).State);
    }

    [Fact]
    public async Task A_payee_in_the_cooling_off_period_is_paid_from_its_end_on()
    {
        await using var treasury = await Treasury.CreateAsync();
        var now = treasury.Database.Clock.GetUtcNow().UtcDateTime;
        var fresh = await treasury.Group.AddAsync(
            new Payee(
                treasury.Group.Holding.Id,
                "Fresh",
                null,
                new BankDetails("Fresh", "6222021001116245799", "ICBC", "102100099996", "CN"),
                treasury.OtherMaker.PersonId,
                now,
                TimeSpan.FromDays(1)
            )
        );
        var entry = treasury.Entry("10.00") with { Payee = fresh.PublicId };
        var saved = await treasury.SaveAsync(entry);
        Assert.False((await treasury.SubmitAsync(saved.Value.Id, saved.Value.Version)).IsOk);
        var later = await treasury.SaveAsync(
            entry with
            {
                PayOn = new DateOnly(2026, 3, 4),
            },
            id: saved.Value.Id,
            version: saved.Value.Version
        );
        Assert.Null((await treasury.SubmitAsync(later.Value.Id, later.Value.Version)).Refusal);
    }

    [Fact]
    public async Task A_draft_whose_payee_got_other_bank_details_since_is_not_submitted_to_the_old_account()
    {
        await using var treasury = await Treasury.CreateAsync();
        var saved = await treasury.SaveAsync(treasury.Entry("10.00"));
        var approved = await treasury.SubmittedAsync("11.00");
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], approved)).State);
        var now = treasury.Database.Clock.GetUtcNow().UtcDateTime;
        await treasury.Database.UseAsync(async db =>
        {
            var payee = await db.Payees.SingleAsync(Ct);
            var wanted = payee.Details with { AccountNumber = "6222021001116249999" };
            var change = payee.Ask(wanted, null, treasury.OtherMaker.PersonId, now).Value;
            db.Add(change);
            Assert.True(payee.Decide(change, accept: true, null, treasury.Approvers[7].PersonId, now, TimeSpan.Zero).IsOk);
            return await db.SaveChangesAsync(Ct);
        });

        Assert.Equal(PaymentFiling.PayeeChanged, (await treasury.SubmitAsync(saved.Value.Id, saved.Value.Version)).Refusal);
        Assert.True((await treasury.ShowAsync(approved)).PayeeChangedSince);
        var again = await treasury.SaveAsync(treasury.Entry("10.00"), id: saved.Value.Id, version: saved.Value.Version);
        Assert.Null((await treasury.SubmitAsync(again.Value.Id, again.Value.Version)).Refusal);
        Assert.Equal("6222021001116249999", (await treasury.ShowAsync(again.Value.Id)).To!.AccountNumber);
        // A blocked payee holds back even what is approved.
        await treasury.Database.UseAsync(async db =>
        {
            (await db.Payees.SingleAsync(Ct)).IsBlocked = true;
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Equal("payee_blocked", (await treasury.ShowAsync(approved)).May.WhyNotRelease!.Code);
    }

    [Fact]
    public async Task The_preview_tells_live_who_will_sign_and_what_stays_and_stores_nothing()
    {
        await using var treasury = await Treasury.CreateAsync();
        await treasury.Group.AddAsync(
            new AccountBalance
            {
                AccountId = treasury.Group.NorthCny.Id,
                Kind = BalanceKind.Available,
                AsOf = treasury.Database.Clock.GetUtcNow().UtcDateTime,
                AmountMinor = 100_000_00,
                Source = "test",
            }
        );
        await treasury.SubmittedAsync("10,000.00");

        var preview = await PreviewAsync(treasury.Entry("60,000.00") with { PayOn = new DateOnly(2026, 5, 1) });

        Assert.Empty(preview.Problems);
        Assert.Equal("cashier, finance", string.Join(", ", preview.Levels.Select(l => l.Name)));
        Assert.Equal("approver 2, approver 3, approver 4", string.Join(", ", preview.Levels[1].People));
        Assert.Equal(30_000_00, preview.After!.Value.Minor);
        Assert.Equal(new DateOnly(2026, 5, 6), preview.DayOff!.Next);
        Assert.True(preview.IsFirstTime);
        Assert.Equal(1, await treasury.Database.UseAsync(db => db.Payments.CountAsync(Ct)));

        var wrong = await PreviewAsync(treasury.Entry("x") with { Purpose = "" });
        Assert.Equal(["amount", "purpose"], wrong.Problems.Select(p => p.Args[0]));

        async Task<PreviewPayment.Preview> PreviewAsync(PaymentEntry entry) =>
            (await treasury.Database.RunAsync((PreviewPayment u) => u.HandleAsync(new(Guid.NewGuid(), entry), treasury.Maker, Ct))).Value;
    }

    [Fact]
    public async Task What_is_typed_is_kept_for_each_person_and_device()
    {
        await using var treasury = await Treasury.CreateAsync();
        await KeepAsync(treasury.Maker, "phone", "one");
        await KeepAsync(treasury.Maker, "desk", "two");
        await KeepAsync(treasury.Maker, "phone", "three");

        Assert.Equal("three", await ShowAsync(treasury.Maker, "phone"));
        Assert.Equal("two", await ShowAsync(treasury.Maker, "desk"));
        Assert.Null(await ShowAsync(treasury.OtherMaker, "phone"));
        await KeepAsync(treasury.Maker, "phone", null);
        Assert.Null(await ShowAsync(treasury.Maker, "phone"));

        async Task KeepAsync(Actor actor, string device, string? form) =>
            Assert.True((await treasury.Database.RunAsync((KeepDraft u) => u.HandleAsync(new(device, form), actor, Ct))).IsOk);
        async Task<string?> ShowAsync(Actor actor, string device) =>
            (await treasury.Database.RunAsync((ShowDraft u) => u.HandleAsync(new(device), actor, Ct))).Value.Form;
    }

    private static Task<PaymentLimit> LimitAsync(Treasury treasury, LimitTerms terms, string name)
    {
        var now = treasury.Database.Clock.GetUtcNow().UtcDateTime;
        var limit = new PaymentLimit
        {
            Name = name,
            Subject = LimitSubject.Account,
            AccountId = treasury.Group.NorthCny.Id,
        };
        Assert.True(limit.Propose(terms, treasury.Approvers[0].PersonId, now).IsOk);
        Assert.True(limit.Decide(isConfirmed: true, treasury.Approvers[1].PersonId, now).IsOk);
        return treasury.Group.AddAsync(limit);
    }
}
