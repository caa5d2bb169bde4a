using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank.Tests;

/// <summary>How the bank tells a statement wrongly, on command and at random.</summary>
public sealed class StatementFaultTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly Posting[] Page = [.. Enumerable.Range(1, 10).Select(Row)];

    [Fact]
    public void Rows_are_told_backwards_twice_or_with_a_gap()
    {
        Assert.Equal([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], Told(Fault.Reordered));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Told(Fault.RowsTwice));
        Assert.Equal([1, 2, 4, 5, 7, 8, 10], Told(Fault.Gap));
        Assert.Same(Page, StatementFaults.Spoil(Page, null, Today, 200));
    }

    [Fact]
    public void No_fault_makes_an_answer_longer_than_it_may_be()
    {
        foreach (var fault in FaultBook.OfStatement)
            Assert.True(StatementFaults.Spoil(Page, fault, Today, Page.Length).Count <= Page.Length);
    }

    [Fact]
    public void Provisional_rows_are_bare_absent_doubled_or_renumbered_until_the_day_has_ended()
    {
        const long Other = StatementFaults.ProvisionalNumber;
        Assert.Equal([1, 3, Other + 3, Other + 4, 5, 6, 8, Other + 8, Other + 9, 10], Told(Fault.Provisional));
        Assert.Equal("", StatementFaults.Spoil(Page, Fault.Provisional, Today, 200)[0].PartyName);
        Assert.Equal(Page, StatementFaults.Spoil(Page, Fault.Provisional, Today.AddDays(1), 200));
    }

    [Fact]
    public void The_same_seed_does_the_same_to_the_same_orders_in_whatever_order_they_come()
    {
        var references = Enumerable.Range(0, 200).Select(i => $"R{i}").ToArray();
        var forward = Faults(7, references);
        Assert.Equal(forward, Faults(7, [.. references.Reverse()]));
        Assert.NotEqual(forward, Faults(8, references));
        Assert.InRange(forward.Values.Count(fault => fault is not null), 30, 90);
    }

    [Fact]
    public void Random_faults_leave_statements_alone_unless_they_were_asked_for()
    {
        var facts = new CallFacts("trsQryByBreakPoint", "A", null, null);
        Assert.Null(new FaultBook { Random = new(1, 10_000) }.OfRows(facts));
        Assert.NotNull(new FaultBook { Random = new(1, 10_000, Statements: true) }.OfRows(facts));
    }

    [Fact]
    public void A_fault_hits_only_what_it_is_about_and_only_so_often()
    {
        var book = new FaultBook();
        book.Add(new(Fault.Gap, "A", null, null, null, 1));
        Assert.Null(book.OfRows(new("trsQryByBreakPoint", "B", null, null)));
        Assert.Equal(Fault.Gap, book.OfRows(new("trsQryByBreakPoint", "A", null, null)));
        Assert.Null(book.OfRows(new("trsQryByBreakPoint", "A", null, null)));
    }

    private static SortedDictionary<string, Fault?> Faults(int seed, string[] references)
    {
        var book = new FaultBook { Random = new(seed, 3_000) };
        return new(
            references.ToDictionary(r => r, r => book.Of(new("BB1PAYOP", "A", 1, r), FaultBook.OfSubmission), StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    private static IEnumerable<long> Told(Fault fault) => StatementFaults.Spoil(Page, fault, Today, 200).Select(row => row.Sequence);

    private static Posting Row(int number) =>
        new("A", number, Today, default, 100, number * 100, "TRF", "goods", "", "6222", "Customer", "bank", "", number);
}
