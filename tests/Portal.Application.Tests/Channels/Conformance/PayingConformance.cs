using FundPortal.Application.Channels;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>What every kind must do that hands payments to a bank. The bank's own books say how often money moved.</summary>
public abstract class PayingConformance(SandboxBankFixture fixture) : NetworkConformance(fixture)
{
    /// <summary>Orders are paid from here; not the account whose balance and entries are read meanwhile.</summary>
    protected abstract RemoteAccount Payer { get; }

    /// <summary>What the bank calls the handing in of an order, and the question about one.</summary>
    protected abstract string SubmitCall { get; }

    protected abstract string QueryCall { get; }

    public override async ValueTask InitializeAsync()
    {
        await Bank.PaceAsync(settle: 0, @return: 60_000);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task An_order_reaches_the_bank_exactly_as_it_was_given_and_settles()
    {
        var order = Order("采购付款 \"50%\" \\ 尾款");
        Assert.Equal(SubmitResult.Accepted, (await SubmitAsync(order)).Result);
        Assert.Equal(QueryResult.Settled, (await EndedAsync(order)).Result);
        var (kept, executions) = Assert.Single(await AtBankAsync(order));
        Assert.Equal(1, executions);
        Assert.Equal(
            (order.To.AccountNumber, order.To.AccountName, order.To.BankName, order.To.BankCode, order.Amount.Minor, order.Purpose),
            (kept.ToAccount, kept.ToName, kept.ToBank, kept.ToBankCode, kept.AmountMinor, kept.Purpose)
        );
        var lines = (await Connection.GetDayAsync(Payer, Today, Ct)).Value!;
        var line = Assert.Single(lines, entry => Is(entry.EndToEndId, order));
        Assert.Equal((-order.Amount.Minor, order.To.AccountName), (line.AmountMinor, line.Counterparty));
        Assert.Equal(SubmitResult.Duplicate, (await SubmitAsync(order)).Result);
    }

    [Theory]
    [InlineData("HangBefore", SubmitResult.Unknown, 0)]
    [InlineData("HangAfter", SubmitResult.Unknown, 1)]
    [InlineData("ResetBefore", SubmitResult.Unknown, 0)]
    [InlineData("ResetAfter", SubmitResult.Unknown, 1)]
    [InlineData("ErrorBefore", SubmitResult.Unknown, 0)]
    [InlineData("ErrorAfter", SubmitResult.Unknown, 1)]
    [InlineData("Gateway", SubmitResult.Unknown, 0)]
    [InlineData("CutOff", SubmitResult.Unknown, 1)]
    [InlineData("Corrupt", SubmitResult.Unknown, 1)]
    [InlineData("BadSignature", SubmitResult.Unknown, 1)]
    [InlineData("OtherRequest", SubmitResult.Unknown, 1)]
    [InlineData("AnswerTwice", SubmitResult.Unknown, 1)]
    [InlineData("Html", SubmitResult.Unknown, 1)]
    [InlineData("Huge", SubmitResult.Unknown, 1)]
    [InlineData("Slow", SubmitResult.Unknown, 1)]
    public async Task F3_nothing_of_a_spoiled_answer_is_believed_and_nothing_is_sent_twice(string fault, SubmitResult result, int taken)
    {
        await Bank.FaultAsync(fault, call: SubmitCall);
        var order = Order("goods");
        Assert.Equal(result, (await SubmitAsync(order)).Result);
        // One at most: a submission is never repeated by any layer beneath.
        Assert.Equal(taken, (await AtBankAsync(order)).Length);
        await Bank.ClearFaultsAsync();
        var asked = await Connection.QueryAsync(order, Ct);
        Assert.Equal(taken == 0, asked.Result == QueryResult.NotFound);
    }

    [Theory]
    [InlineData("UnknownState", QueryResult.Doubtful)]
    [InlineData("OtherAmount", QueryResult.Doubtful)]
    [InlineData("BadSignature", QueryResult.NoAnswer)]
    [InlineData("CutOff", QueryResult.NoAnswer)]
    [InlineData("OtherRequest", QueryResult.NoAnswer)]
    [InlineData("OldAnswer", QueryResult.NoAnswer)]
    [InlineData("AnswerTwice", QueryResult.NoAnswer)]
    [InlineData("Html", QueryResult.NoAnswer)]
    [InlineData("Corrupt", QueryResult.NoAnswer)]
    [InlineData("Huge", QueryResult.NoAnswer)]
    public async Task An_answer_about_an_order_that_cannot_be_believed_settles_nothing(string fault, QueryResult result)
    {
        var order = Order("goods");
        Assert.Equal(SubmitResult.Accepted, (await SubmitAsync(order)).Result);
        Assert.Equal(QueryResult.Settled, (await EndedAsync(order)).Result);
        await Bank.FaultAsync(fault, call: QueryCall);
        Assert.Equal(result, (await Connection.QueryAsync(order, Ct)).Result);
    }

    [Fact]
    public async Task When_the_last_look_says_no_not_a_byte_of_the_order_arrives()
    {
        var order = Order("goods");
        var looks = 0;
        var answer = await Connection.SubmitAsync(order, _ => Task.FromResult(++looks > 1), Ct);
        Assert.Equal(SubmitResult.NotSent, answer.Result);
        // Nothing is wrong with the bank.
        Assert.Null(answer.Fault);
        Assert.Equal(1, looks);
        Assert.Empty(await AtBankAsync(order));
        Assert.Equal(SubmitResult.Accepted, (await SubmitAsync(order)).Result);
    }

    [Fact]
    public async Task A_last_look_that_takes_too_long_sends_nothing()
    {
        var order = Order("goods");
        var answer = await Connection.SubmitAsync(
            order,
            async ct =>
            {
                await Task.Delay(TimeSpan.FromSeconds(10), ct);
                return true;
            },
            Ct
        );
        Assert.Equal(SubmitResult.NotSent, answer.Result);
        Assert.Empty(await AtBankAsync(order));
    }

    [Fact]
    public async Task What_a_bank_cannot_pay_it_refuses_by_its_own_word()
    {
        var poor = Order("goods") with { Amount = new(900_000_000_00, Currency.Cny) };
        var answer = await SubmitAsync(poor);
        Assert.Equal(SubmitResult.Refused, answer.Result);
        Assert.DoesNotContain(await AtBankAsync(poor), row => row.Executions > 0);
        await Bank.FaultAsync("Reject");
        var failing = Order("goods");
        Assert.Equal(SubmitResult.Accepted, (await SubmitAsync(failing)).Result);
        Assert.Equal(QueryResult.Failed, (await EndedAsync(failing)).Result);
    }

    [Fact]
    public async Task Money_that_comes_back_is_told_by_status_by_list_and_by_a_statement_line()
    {
        await Bank.PaceAsync(@return: 0);
        await Bank.FaultAsync("Return");
        var order = Order("goods");
        await SubmitAsync(order);
        while ((await Connection.QueryAsync(order, Ct)).Result != QueryResult.Returned)
            await Task.Delay(50, Ct);
        var told = (await Connection.GetReturnedAsync(Payer, Today, Today, Ct)).Value!;
        var returned = Assert.Single(told, row => Is(row.EndToEndId, order));
        Assert.Equal((order.Amount.Minor, Today), (returned.AmountMinor, returned.BookedOn));
        var lines = (await Connection.GetDayAsync(Payer, Today, Ct)).Value!.Where(l => Is(l.EndToEndId, order));
        Assert.Equal([-order.Amount.Minor, order.Amount.Minor], lines.Select(l => l.AmountMinor));
    }

    [Fact]
    public async Task What_is_kept_of_a_call_holds_no_credential()
    {
        var order = Order("goods");
        var kept = (await SubmitAsync(order)).Exchange!;
        Assert.Contains(order.To.AccountNumber, kept.Request, StringComparison.Ordinal);
        var secrets = KindWith(AnyRules).Fields.Where(field => field.IsSecret).Select(field => Values[field.Name]);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, kept.Request + kept.Response, StringComparison.Ordinal));
    }

    protected BankOrder Order(string purpose) =>
        new(
            EndToEndId.Of(Guid.NewGuid(), 0),
            Payer,
            new BankDetails("上海模具有限公司", "6222021001116245702", "工商银行上海分行", "102100099996", "CN"),
            IsOwnBank: false,
            new Money(345_67, Currency.Cny),
            purpose,
            null
        );

    protected Task<SubmitAnswer> SubmitAsync(BankOrder order) => Connection.SubmitAsync(order, _ => Task.FromResult(true), Ct);

    protected async Task<TestKit.SandboxBankProcess.OrderRow[]> AtBankAsync(BankOrder order) =>
        [.. (await Bank.ReportAsync()).Orders.Where(row => Is(row.Order.Reference, order))];

    private static bool Is(string reference, BankOrder order) => string.Equals(reference, order.EndToEndId, StringComparison.Ordinal);

    protected async Task<QueryAnswer> EndedAsync(BankOrder order)
    {
        while (true)
        {
            var answer = await Connection.QueryAsync(order, Ct);
            if (answer.Result is not QueryResult.Pending)
                return answer;
            await Task.Delay(50, Ct);
        }
    }
}
