using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Cmb;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels;

/// <summary>The CMB connection and a bank that dies.</summary>
public sealed class CmbDeadBankTests : IAsyncLifetime
{
    private static readonly RemoteAccount Pool = new(1, SandboxBankProcess.Pool, Currency.Cny);

    private SandboxBankProcess bank = null!;
    private IChannelConnection connection = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bank = await SandboxBankProcess.StartAsync();
        await bank.PaceAsync(settle: 0, late: 300_000, doubt: 300_000, hang: 20_000);
        connection = Open(TimeSpan.FromSeconds(1));
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await bank.DisposeAsync();
    }

    [Fact]
    public async Task A_bank_that_is_down_got_nothing_and_that_is_known()
    {
        await bank.KillAsync();
        var answer = await SubmitAsync(Order("goods"));
        Assert.Equal((SubmitResult.NotSent, ChannelFaultKind.Unreachable), (answer.Result, answer.Fault!.Kind));
    }

    [Fact]
    public async Task A_killed_bank_has_done_a_thing_wholly_or_not_at_all()
    {
        await bank.PaceAsync(settle: 50);
        for (var i = 0; i < 10; i++)
            await SubmitAsync(Order($"goods {i}"));
        await bank.KillAsync();
        await bank.StartAgainAsync();
        var report = await bank.ReportAsync();
        Assert.Empty(report.Problems);
        Assert.Equal(10, report.Orders.Count);
        Assert.All(report.Orders, row => Assert.Equal(row.Order.State is "settled" ? 1 : 0, row.Executions));
    }

    private IChannelConnection Open(TimeSpan timeOut)
    {
        var kind = new CmbKind(new OutboundRules(["127.0.0.1"], [], timeOut), TimeProvider.System);
        var given = bank.CmbValues();
        Assert.Empty(kind.Check(bank.CmbAddress, given));
        return kind.Open(bank.CmbAddress, given);
    }

    private static BankOrder Order(string purpose) =>
        new(
            EndToEndId.Of(Guid.NewGuid(), 0),
            Pool,
            new BankDetails("上海模具有限公司", "6222021001116245702", "工商银行上海分行", "102100099996", "CN"),
            IsOwnBank: false,
            new Money(12_345_67, Currency.Cny),
            purpose,
            null
        );

    private Task<SubmitAnswer> SubmitAsync(BankOrder order) => connection.SubmitAsync(order, _ => Task.FromResult(true), Ct);
}
