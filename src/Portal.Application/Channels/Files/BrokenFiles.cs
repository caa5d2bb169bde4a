namespace FundPortal.Application.Channels.Files;

/// <summary>
/// Files that could not be read, so that they are not parsed again at every read. What is wrong with their contents stays wrong until they
/// change; what the machine could not open is tried again after a while.
/// </summary>
internal sealed class BrokenFiles(TimeProvider clock)
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Key, string Account), (ChannelFault Fault, DateTimeOffset? Until)> known = [];

    /// <param name="account">Null when it is broken whoever asks.</param>
    public void Add(StatementFile file, RemoteAccount? account, ChannelFault fault, bool isPassing) =>
        known[(file.Key, account?.RemoteId ?? "")] = (fault, isPassing ? clock.GetUtcNow() + TryAgainAfter : null);

    public ChannelFault? Of(StatementFile file, RemoteAccount account) => Of((file.Key, "")) ?? Of((file.Key, account.RemoteId));

    /// <returns>The first one among these files; what is gone is forgotten.</returns>
    public ChannelFault? FirstOf(IReadOnlyList<StatementFile> files, RemoteAccount account)
    {
        var keys = files.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in known.Keys.Where(key => !keys.Contains(key.Key)).ToArray())
            known.Remove(gone);
        return files.Select(file => Of(file, account)).FirstOrDefault(fault => fault is not null);
    }

    private ChannelFault? Of((string, string) key)
    {
        if (!known.TryGetValue(key, out var found))
            return null;
        if (found.Until is null || found.Until > clock.GetUtcNow())
            return found.Fault;
        known.Remove(key);
        return null;
    }
}
