using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Cmb;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>The kind <c>cmb-direct</c> against the sandbox bank, which shares no code with it.</summary>
public sealed class CmbConformanceTests(SandboxBankFixture fixture) : PayingConformance(fixture)
{
    protected override RemoteAccount Account { get; } = new(1, SandboxBankProcess.General, Currency.Cny);

    protected override RemoteAccount Payer { get; } = new(2, SandboxBankProcess.Pool, Currency.Cny);

    protected override int Many => 450;

    protected override string Address => Bank.CmbAddress;

    protected override Dictionary<string, string> Values => Bank.CmbValues();

    protected override (string, string) WrongCredential => (CmbKind.BankKey, Bank.Keys()["clientPublicKey"]);

    protected override string SubmitCall => "BB1PAYOP";

    protected override string QueryCall => "BB1PAYQR";

    protected override IChannelKind KindWith(OutboundRules rules) => new CmbKind(rules, TimeProvider.System);

    [Fact]
    public async Task What_the_dialect_cannot_carry_is_refused_before_anything_leaves()
    {
        var answer = await SubmitAsync(Order(new string('长', CmbConnection.MaxPurpose + 1)));
        Assert.Equal((SubmitResult.Refused, "order_purpose_length"), (answer.Result, answer.Code));
        answer = await SubmitAsync(Order("goods") with { Amount = new(1_00, Currency.Of("USD")) });
        Assert.Equal((SubmitResult.Refused, "order_currency"), (answer.Result, answer.Code));
    }
}
