using FundPortal.Domain.Channels;

namespace FundPortal.Application.Channels.Files;

/// <summary>A folder into which somebody else puts statement files; the channel's address is its full path.</summary>
internal sealed class FileKind(FolderRules rules, TimeProvider clock) : IChannelKind
{
    public ChannelKind Kind => ChannelKind.File;

    public IReadOnlyList<ChannelField> Fields => [];

    public IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values) =>
        rules.Check(address) is { } reason ? [new("address", reason)] : [];

    public IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values) =>
        new FileConnection(new StatementFolder(address, clock), () => rules.Check(address), clock);
}
