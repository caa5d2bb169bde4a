using FundPortal.Application.Channels;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using FundPortal.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FundPortal.Application.Tests.Channels;

/// <summary>The small group whose first account is served by a live channel to a bank within the test.</summary>
internal sealed class ReadingRoom : IAsyncDisposable
{
    private ReadingRoom(Group group, ReadableBank bank) => (Group, Bank) = (group, bank);

    public Group Group { get; }

    public TestDatabase Database => Group.Database;

    public ReadableBank Bank { get; }

    public Channel Channel { get; private set; } = null!;

    public DateOnly Today => ChinaTime.Today(Database.Clock);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ReadingRoom> CreateAsync(Action<IServiceCollection>? more = null)
    {
        ReadableBank? bank = null;
        var group = await Group.CreateAsync(services =>
        {
            services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
            services.RemoveAll<IChannelKind>();
            services.AddSingleton<IChannelKind>(provider => bank ??= new ReadableBank(provider.GetRequiredService<TimeProvider>()));
            more?.Invoke(services);
        });
        _ = group.Database.Services.GetRequiredService<IChannelKind>();
        var room = new ReadingRoom(group, bank!)
        {
            Channel = await group.AddAsync(
                new Channel
                {
                    Name = "bank",
                    Kind = ChannelKind.CmbDirect,
                    State = ChannelState.Live,
                    Address = "https://bank.example",
                }
            ),
        };
        await room.ServeAsync(group.NorthCny.Id);
        return room;
    }

    public Task ServeAsync(int account) =>
        Group.AddAsync(
            new ChannelAccount
            {
                ChannelId = Channel.Id,
                AccountId = account,
                RemoteId = "1001",
            }
        );

    /// <summary>Two minutes later, one round.</summary>
    public async Task<int> ReadAsync()
    {
        Database.Clock.Advance(TimeSpan.FromMinutes(3));
        return (await Database.RunAsync((ReadChannels u) => u.HandleAsync(new(), Actor.System, Ct))).Value;
    }

    /// <summary>To the next day at ten, and one round.</summary>
    public async Task NextDayAsync()
    {
        Database.Clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync();
    }

    public Task<List<T>> AllAsync<T>()
        where T : class => Database.UseAsync(db => db.Set<T>().AsNoTracking().ToListAsync(Ct));

    public ValueTask DisposeAsync() => Group.DisposeAsync();
}
