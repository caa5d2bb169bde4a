using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Channels;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>CMB cloud direct connect, as <c>docs/cmb-direct.md</c> describes it.</summary>
internal sealed class CmbKind(OutboundRules rules, TimeProvider clock) : IChannelKind
{
    public const string UserId = "userId";
    public const string BankBranch = "bankBranch";
    public const string BusinessMode = "businessMode";
    public const string SigningKey = "signingKey";
    public const string EncryptionKey = "encryptionKey";
    public const string BankKey = "bankKey";

    public ChannelKind Kind => ChannelKind.CmbDirect;

    public IReadOnlyList<ChannelField> Fields { get; } =
    [
        new(UserId, IsSecret: false, IsRequired: true, MaxLength: 16),
        new(BankBranch, IsSecret: false, IsRequired: false, MaxLength: 3),
        new(BusinessMode, IsSecret: false, IsRequired: false, MaxLength: 5),
        new(BankKey, IsSecret: false, IsRequired: true, MaxLength: 200),
        new(SigningKey, IsSecret: true, IsRequired: true, MaxLength: 200),
        new(EncryptionKey, IsSecret: true, IsRequired: true, MaxLength: 200),
    ];

    public IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values)
    {
        var problems = new List<ChannelFieldProblem>();
        if (rules.Check(address) is { } reason)
            problems.Add(new("address", reason));
        problems.AddRange(FieldChecks.Of(Fields, values, IsRight));
        return problems;
    }

    public IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values) =>
        new CmbConnection(new CmbGateway(new Uri(address), CmbKeys.Of(values), new ChannelHttp(rules), clock), values, clock);

    private static bool IsRight(string field, string value) =>
        field switch
        {
            UserId => value.All(char.IsAsciiLetterOrDigit),
            BankBranch or BusinessMode => value.All(char.IsAsciiDigit),
            SigningKey => CmbKeys.Bytes(value) is { } bytes && Sm.PrivateKey(bytes) is not null,
            BankKey => CmbKeys.Bytes(value) is { } bytes && Sm.PublicKey(bytes) is not null,
            EncryptionKey => CmbKeys.Bytes(value) is { Length: Sm.KeyBytes },
            _ => true,
        };
}
