using FundPortal.Application.Channels;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FundPortal.Application.Tests.Payments;

/// <summary>A treasury whose first account pays through a channel to a bank that the test scripts; two policy owners armed it.</summary>
internal sealed class PayingTreasury : IAsyncDisposable
{
    private PayingTreasury(Treasury treasury, ScriptedBank bank) => (Treasury, Bank) = (treasury, bank);

    public Treasury Treasury { get; }

    public TestDatabase Database => Treasury.Database;

    public ScriptedBank Bank { get; }

    public Channel Channel { get; private set; } = null!;

    public Actor Owner { get; private set; } = null!;

    public Actor OtherOwner { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PayingTreasury> CreateAsync(bool isArmed = true)
    {
        var bank = new ScriptedBank();
        var treasury = await Treasury.CreateAsync(
            made => Treasury.OneRule(made.Level("cashier", 1)),
            services => services.Replace(ServiceDescriptor.Singleton<IChannelKind>(bank))
        );
        var paying = new PayingTreasury(treasury, bank)
        {
            Owner = await treasury.PersonAsync("owner", Role.PolicyOwner),
            OtherOwner = await treasury.PersonAsync("other owner", Role.PolicyOwner),
            Channel = await treasury.Group.AddAsync(
                new Channel
                {
                    Name = "bank",
                    Kind = ChannelKind.CmbDirect,
                    State = ChannelState.Live,
                    Address = "https://bank.example",
                }
            ),
        };
        await treasury.Group.AddAsync(
            new ChannelAccount
            {
                ChannelId = paying.Channel.Id,
                AccountId = treasury.Group.NorthCny.Id,
                RemoteId = "1001",
                IsForPayments = true,
            }
        );
        if (isArmed)
            await paying.ArmAsync();
        return paying;
    }

    public async Task ArmAsync()
    {
        Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var asked = await Database.RunAsync((AskToArm u) => u.HandleAsync(new(Channel.PublicId, Treasury.Code(Owner)), Owner, Ct));
        Assert.Null(asked.Refusal);
        var confirmed = await Database.RunAsync(
            (ConfirmArming u) => u.HandleAsync(new(asked.Value, Treasury.Code(OtherOwner)), OtherOwner, Ct)
        );
        Assert.Null(confirmed.Refusal);
    }

    /// <summary>Entered, submitted and signed.</summary>
    public async Task<Guid> ApprovedAsync(string amount = "100")
    {
        var payment = await Treasury.SubmittedAsync(amount);
        Assert.Equal(PaymentState.Approved, (await Treasury.DecideAsync(Treasury.Approvers[0], payment)).State);
        return payment;
    }

    /// <summary>One round of all that the sender's jobs do.</summary>
    public async Task RoundAsync()
    {
        await Database.RunAsync((ReleasePayments u) => u.HandleAsync(new(), Actor.System, Ct));
        await Database.RunAsync((SendOrders u) => u.HandleAsync(new(), Actor.System, Ct));
        await Database.RunAsync((AskBanks u) => u.HandleAsync(new(), Actor.System, Ct));
    }

    /// <summary>Rounds with that much time between them.</summary>
    public async Task RoundsAsync(int count, TimeSpan pause)
    {
        for (var i = 0; i < count; i++)
        {
            Database.Clock.Advance(pause);
            await RoundAsync();
        }
    }

    /// <summary>What the bank tells of balances and entries is read.</summary>
    public async Task ReadAsync()
    {
        Database.Clock.Advance(TimeSpan.FromMinutes(3));
        await Database.RunAsync((ReadChannels u) => u.HandleAsync(new(), Actor.System, Ct));
    }

    public async Task<PaymentState> StateAsync(Guid payment) => (await Treasury.LoadAsync(payment)).State;

    public Task<PaymentInstruction> OrderAsync(Guid payment) =>
        Database.UseAsync(async db =>
        {
            var id = await db.Payments.Where(p => p.PublicId == payment).Select(p => p.Id).SingleAsync(Ct);
            return await db.PaymentInstructions.AsNoTracking().SingleAsync(o => o.PaymentId == id, Ct);
        });

    public ValueTask DisposeAsync() => Treasury.DisposeAsync();
}
