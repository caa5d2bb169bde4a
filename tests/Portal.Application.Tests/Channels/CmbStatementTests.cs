using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Cmb;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels;

/// <summary>Statements that the sandbox bank tells wrongly, corrects, and closes at the day's end, as the CMB connection reads them.</summary>
public sealed class CmbStatementTests : IAsyncLifetime
{
    private static readonly RemoteAccount Pool = new(1, SandboxBankProcess.Pool, Currency.Cny);
    private static readonly DateOnly Today = ChinaTime.Today(TimeProvider.System);

    private SandboxBankProcess bank = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bank = await SandboxBankProcess.StartAsync();

    public ValueTask DisposeAsync() => bank.DisposeAsync();

    [Fact]
    public async Task What_an_intraday_list_told_wrongly_the_days_final_list_tells_right()
    {
        for (var i = 1; i <= 10; i++)
            await bank.BookAsync(SandboxBankProcess.Pool, i, $"sale {i}", "Customer");
        await bank.FaultAsync("Provisional");
        var intraday = await ReadAsync(TimeProvider.System, Today);
        Assert.NotEqual(Enumerable.Range(1, 10).Select(i => (long)i), intraday.Select(e => e.AmountMinor));
        await bank.EndDayAsync();
        var final = await ReadAsync(new Tomorrow(), Today);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), final.Select(e => e.AmountMinor));
        Assert.All(final, entry => Assert.Equal("Customer", entry.Counterparty));
        Assert.Equal(final.Count, final.Select(e => e.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("Reordered", new long[] { 4, 3, 2, 1 })]
    [InlineData("RowsTwice", new long[] { 1, 2, 3, 4, 1, 2, 3, 4 })]
    [InlineData("Gap", new long[] { 1, 3, 4 })]
    public async Task Rows_in_a_wrong_order_twice_or_with_a_gap_are_read_and_the_next_reading_goes_on_behind_them(string fault, long[] told)
    {
        for (var i = 1; i <= 4; i++)
            await bank.BookAsync(SandboxBankProcess.Pool, i, $"sale {i}");
        await bank.FaultAsync(fault, account: SandboxBankProcess.Pool, times: 1);
        await using var connection = Open(TimeProvider.System);
        var first = (await connection.GetTransactionsAsync(Pool, Today, null, Ct)).Value!;
        Assert.Equal(told, first.Entries.Select(e => e.AmountMinor));
        await bank.BookAsync(SandboxBankProcess.Pool, 5, "sale 5");
        var next = (await connection.GetTransactionsAsync(Pool, Today, first.Cursor, Ct)).Value!;
        Assert.Equal([5L], next.Entries.Select(e => e.AmountMinor));
    }

    [Fact]
    public async Task Reversals_and_corrections_are_read_as_such()
    {
        await bank.BookAsync(SandboxBankProcess.Pool, 500, "sale");
        await bank.BookAsync(SandboxBankProcess.Pool, -300, "fee");
        await bank.ReverseAsync(SandboxBankProcess.Pool, 2);
        await bank.CorrectAsync(SandboxBankProcess.Pool, 3, -250);
        var read = await ReadAsync(TimeProvider.System, Today);
        Assert.Equal(
            [(500L, false), (-300L, false), (-500L, true), (300L, true), (-250L, false)],
            read.Select(e => (e.AmountMinor, e.IsReversal))
        );
    }

    [Fact]
    public async Task An_old_answer_to_another_order_is_not_believed()
    {
        await using var connection = Open(TimeProvider.System);
        Assert.Equal(SubmitResult.Accepted, (await connection.SubmitAsync(Order(), _ => Task.FromResult(true), Ct)).Result);
        await bank.FaultAsync("OldAnswer", call: "BB1PAYOP");
        Assert.Equal(SubmitResult.Unknown, (await connection.SubmitAsync(Order(), _ => Task.FromResult(true), Ct)).Result);
    }

    private static BankOrder Order() =>
        new(
            EndToEndId.Of(Guid.NewGuid(), 0),
            Pool,
            new BankDetails("上海模具有限公司", "6222021001116245702", "工商银行上海分行", "102100099996", "CN"),
            IsOwnBank: false,
            new Money(1_00, Currency.Cny),
            "goods",
            null
        );

    private async Task<IReadOnlyList<ParsedEntry>> ReadAsync(TimeProvider clock, DateOnly day)
    {
        await using var connection = Open(clock);
        return (await connection.GetDayAsync(Pool, day, Ct)).Value!;
    }

    private IChannelConnection Open(TimeProvider clock)
    {
        var kind = new CmbKind(new OutboundRules(["127.0.0.1"], [], TimeSpan.FromSeconds(5)), clock);
        return kind.Open(bank.CmbAddress, bank.CmbValues());
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(1);
    }
}
