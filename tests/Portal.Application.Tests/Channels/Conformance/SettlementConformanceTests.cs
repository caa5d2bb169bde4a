using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Http;
using FundPortal.Application.Channels.Settlement;
using FundPortal.Domain.Amounts;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>The kind <c>settlement-api</c> against the sandbox's platform.</summary>
public sealed class SettlementConformanceTests(SandboxBankFixture fixture) : NetworkConformance(fixture)
{
    protected override RemoteAccount Account { get; } = new(1, SandboxBankProcess.JdWallet, Currency.Cny);

    protected override int Many => 520;

    protected override string Address => Bank.SettlementAddress;

    protected override Dictionary<string, string> Values => Bank.SettlementValues();

    protected override (string, string) WrongCredential => (SettlementKind.Secret, "another");

    protected override string AddressAt(Uri server) => new Uri(server, "v1").ToString();

    protected override IChannelKind KindWith(OutboundRules rules) => new SettlementKind(rules, TimeProvider.System);
}
