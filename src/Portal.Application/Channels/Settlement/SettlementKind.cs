using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Channels;

namespace FundPortal.Application.Channels.Settlement;

/// <summary>The settlement API (资金结算 API), version 1, with the signature <c>full</c>. The address is the one that ends in <c>/v1</c>.</summary>
internal sealed class SettlementKind(OutboundRules rules, TimeProvider clock) : IChannelKind
{
    public const string ApiKey = "apiKey";
    public const string Secret = "secret";

    public ChannelKind Kind => ChannelKind.SettlementApi;

    public IReadOnlyList<ChannelField> Fields { get; } =
    [new(ApiKey, IsSecret: true, IsRequired: true, MaxLength: 200), new(Secret, IsSecret: true, IsRequired: true, MaxLength: 200)];

    public IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values)
    {
        var problems = new List<ChannelFieldProblem>();
        if (rules.Check(address) is { } reason)
            problems.Add(new("address", reason));
        else if (!address.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal))
            problems.Add(new("address", "format"));
        // It goes into a header: printable ASCII without blanks.
        problems.AddRange(FieldChecks.Of(Fields, values, (field, value) => field is not ApiKey || value.All(c => c is > ' ' and <= '~')));
        return problems;
    }

    public IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values) =>
        new SettlementConnection(new SettlementGateway(address, values[ApiKey], values[Secret], rules, clock), clock);
}
