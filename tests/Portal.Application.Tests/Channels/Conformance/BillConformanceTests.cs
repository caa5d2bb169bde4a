using FundPortal.Application.Channels;
using FundPortal.Application.Channels.FinanceBill;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>The kind <c>finance-bill-api</c> against the sandbox's platform.</summary>
public sealed class BillConformanceTests(SandboxBankFixture fixture) : NetworkConformance(fixture)
{
    protected override RemoteAccount Account { get; } = new(1, SandboxBankProcess.Alipay, Currency.Cny);

    // A window of more than a thousand rows is made shorter.
    protected override int Many => 1_030;

    protected override string Address => Bank.BillAddress;

    protected override Dictionary<string, string> Values => Bank.BillValues();

    protected override (string, string) WrongCredential => (BillKind.Secret, "another");

    protected override IChannelKind KindWith(OutboundRules rules) => new BillKind(rules, TimeProvider.System);
}
