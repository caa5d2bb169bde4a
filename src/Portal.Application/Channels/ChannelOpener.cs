using System.Text.Json;
using FundPortal.Application.Data;
using FundPortal.Domain.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Channels;

/// <summary>
/// Opens channels with their settings and credentials, and keeps the open ones: a channel whose row changed is opened anew, and what still
/// runs on the old connection ends on it.
/// </summary>
public sealed class ChannelOpener(IServiceScopeFactory scopes, IEnumerable<IChannelKind> kinds, ChannelSecrets secrets) : IAsyncDisposable
{
    /// <summary>Longer than any call on a connection lasts.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(5);

    private readonly Dictionary<ChannelKind, IChannelKind> byKind = kinds.ToDictionary(kind => kind.Kind);
    private readonly Dictionary<int, (int Version, IChannelConnection Connection)> open = [];
    private readonly Lock gate = new();

    public IReadOnlyCollection<ChannelKind> Kinds => byKind.Keys;

    public IChannelKind KindOf(ChannelKind kind) => byKind[kind];

    public async Task<IChannelConnection> OpenAsync(int channelId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var channel = await db.Channels.AsNoTracking().SingleAsync(c => c.Id == channelId, ct);
        lock (gate)
        {
            if (open.TryGetValue(channelId, out var found))
            {
                if (found.Version == channel.Version)
                    return found.Connection;
                _ = CloseLaterAsync(found.Connection);
            }
            var connection = Open(channel);
            open[channelId] = (channel.Version, connection);
            return connection;
        }
    }

    /// <summary>A connection of its own, for trying settings out; the caller closes it.</summary>
    public IChannelConnection Open(Channel channel) => byKind[channel.Kind].Open(channel.Address, ValuesOf(channel));

    /// <summary>Settings and decrypted credentials by field name.</summary>
    public Dictionary<string, string> ValuesOf(Channel channel)
    {
        var values = secrets.Read(channel.Credentials);
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(channel.Settings, JsonSerializerOptions.Web)!)
            values[name] = value;
        return values;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, connection) in open.Values)
            await connection.DisposeAsync();
        open.Clear();
    }

    private static async Task CloseLaterAsync(IChannelConnection connection)
    {
        await Task.Delay(Drain);
        await connection.DisposeAsync();
    }
}
