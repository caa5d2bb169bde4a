using CsCheck;
using FundPortal.SandboxBank.Books;

namespace FundPortal.SandboxBank.Tests;

/// <summary>The bank's books stay balanced, and money moves once for each order that it took on.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"books_{Guid.NewGuid():N}.db");
    private readonly Ledger ledger;

    public LedgerTests()
    {
        ledger = new Ledger(file, TimeProvider.System);
        ledger.Open(BankAccount.OtherBanks, "others", "", "clearing", "CNY", 0);
        ledger.Open("A", "one", "user", "current", "CNY", 100_000);
        ledger.Open("B", "two", "user", "current", "CNY", 0);
    }

    public void Dispose()
    {
        ledger.Dispose();
        foreach (var left in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file) + "*"))
            File.Delete(left);
    }

    [Fact]
    public void Whatever_is_ordered_the_books_add_up_and_nothing_is_executed_twice()
    {
        var number = 0;
        Gen.Select(Gen.Int[-10, 60_000], Gen.Bool, Gen.Int[0, 3], (amount, isOwn, again) => (amount, isOwn, again))
            .List[1, 10]
            .Sample(
                orders =>
                {
                    foreach (var (amount, isOwn, again) in orders)
                    {
                        var reference = $"R{Interlocked.Increment(ref number)}";
                        for (var i = 0; i <= again; i++)
                        {
                            var (taken, refused) = ledger.Receive(Order(reference, Math.Max(amount, 1), isOwn), checksReference: true);
                            Assert.True(i == 0 || refused is "DUP0001" || taken is null || refused is null);
                        }
                    }
                    ledger.ExecuteDue();
                    Assert.Empty(ledger.Check());
                    Assert.All(ledger.Executions(), pair => Assert.Equal(1, pair.Value));
                    Assert.True(ledger.Account("A")!.BalanceMinor >= 0);
                },
                iter: 40,
                threads: 1
            );
    }

    [Fact]
    public async Task Twenty_equal_orders_at_once_are_one_order()
    {
        var taken = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => ledger.Receive(Order("SAME", 100, isOwn: false), checksReference: true)))
        );
        Assert.Single(taken, answer => answer.Order is not null);
        Assert.Equal(19, taken.Count(answer => answer.Refused is "DUP0001"));
    }

    [Fact]
    public void Without_the_check_of_references_the_books_tell_that_money_moved_twice()
    {
        ledger.Receive(Order("TWICE", 100, isOwn: false), checksReference: false);
        ledger.Receive(Order("TWICE", 100, isOwn: false), checksReference: false);
        ledger.ExecuteDue();
        Assert.Equal(2, ledger.Executions()["TWICE"]);
    }

    [Fact]
    public void A_return_brings_the_money_back_with_the_orders_reference()
    {
        var order = Order("BACK", 5_000, isOwn: false);
        ledger.Receive(order with { ReturnAt = order.ExecuteAt }, checksReference: true);
        ledger.ExecuteDue();
        ledger.ExecuteDue();
        Assert.Equal(100_000, ledger.Account("A")!.BalanceMinor);
        var lines = ledger.Postings("A", DateOnly.MinValue, DateOnly.MaxValue, 1, 100).Where(p => p.Reference is "BACK").ToArray();
        Assert.Equal([-5_000L, 5_000L], lines.Select(line => line.AmountMinor));
        Assert.Single(ledger.Returned("A", ledger.Today, ledger.Today));
    }

    [Fact]
    public void A_reversal_takes_the_money_back_from_the_account_that_had_it()
    {
        ledger.Receive(Order("OWN", 700, isOwn: true), checksReference: true);
        ledger.ExecuteDue();
        Assert.True(ledger.Reverse("A", 2));
        Assert.Equal((100_000L, 0L), (ledger.Account("A")!.BalanceMinor, ledger.Account("B")!.BalanceMinor));
        Assert.Equal(("*", "*"), (Last("A").Reversal, Last("B").Reversal));
        Assert.Equal(1, ledger.Executions()["OWN"]);
        Assert.Empty(ledger.Check());
        Assert.False(ledger.Reverse("A", 99));
    }

    [Fact]
    public void A_correction_takes_back_and_books_again_with_the_right_amount()
    {
        ledger.Book("A", 5_000, "TRF", "goods", "Customer", "6222", "");
        Assert.True(ledger.Correct("A", 2, 4_000));
        Assert.Equal(
            [("", 5_000L), ("X", -5_000L), ("", 4_000L)],
            ledger.Postings("A", ledger.Today, ledger.Today, 2, 10).Select(line => (line.Reversal, line.AmountMinor))
        );
        Assert.Equal(104_000, ledger.Account("A")!.BalanceMinor);
        Assert.Empty(ledger.Check());
    }

    [Fact]
    public void An_ended_day_is_closed_and_stays_ended_when_the_bank_starts_again()
    {
        ledger.Book("A", 1, "TRF", "today", "", "", "");
        var ended = ledger.Today;
        Assert.Equal(ended.AddDays(1), ledger.EndDay());
        ledger.Book("A", 2, "TRF", "tomorrow", "", "", "");
        Assert.Equal((100_001L, 100_003L), (ledger.Closing("A", ended), ledger.Closing("A", ledger.Today)));
        using var again = new Ledger(file, TimeProvider.System);
        Assert.Equal(ended.AddDays(1), again.Today);
    }

    private Posting Last(string account) => ledger.Postings(account, DateOnly.MinValue, DateOnly.MaxValue, 1, 100)[^1];

    private PaymentOrder Order(string reference, long amount, bool isOwn) =>
        new(
            0,
            "user",
            reference,
            "A",
            isOwn ? "B" : "6222",
            isOwn ? "two" : "Supplier",
            "bank",
            "102100099996",
            isOwn ? "Y" : "N",
            "CNY",
            amount,
            "goods",
            ledger.Now,
            OrderState.Received,
            "",
            "",
            ledger.Now,
            null,
            null,
            null,
            null,
            null
        );
}
