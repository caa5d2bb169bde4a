using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Cmb;
using FundPortal.Application.Channels.FinanceBill;
using FundPortal.Application.Data;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Demo;

/// <summary>Live channels to the sandbox bank beside the portal, when there is one: balances and transactions flow in by themselves.</summary>
public sealed class DemoChannels(
    PortalDbContext db,
    DatabaseOptions database,
    ChannelSecrets secrets,
    Installation installation,
    IConfiguration configuration,
    TimeProvider clock
)
{
    private const string BankName = "招商银行";
    private const string Alipay = "2088123456789012";

    /// <summary>As the sandbox bank listens unless told otherwise.</summary>
    private const int Port = 5180;

    /// <returns>False when there is no sandbox bank, or a channel already.</returns>
    public async Task<bool> SeedAsync(CancellationToken ct)
    {
        if (await SandboxKeys.ReadAsync(database, ct) is not { } keys)
            return false;
        await using var write = await db.BeginWriteAsync(ct);
        if (await db.Channels.AnyAsync(ct))
            return false;
        var root = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{configuration.GetValue("Sandbox:Port", Port)}");
        var cmb = db.Accounts.Where(account => db.Banks.Any(bank => bank.Id == account.BankId && bank.Name == BankName));
        var paying = Cmb(root, keys);
        await AddAsync(paying, await cmb.ToListAsync(ct), isForPayments: true, ct);
        await ArmAsync(paying, ct);
        await AddAsync(Platform(root, keys), await WalletsAsync(ct), isForPayments: false, ct);
        await write.CommitAsync(ct);
        return true;
    }

    /// <summary>As the two policy owners of the demonstration group would do it on the page "Sending".</summary>
    private async Task ArmAsync(Channel channel, CancellationToken ct)
    {
        string[] names = [DemoPeople.Owner, DemoPeople.SecondOwner];
        var owners = await db
            .Users.Where(person => names.Contains(person.UserName))
            .ToDictionaryAsync(p => p.UserName!, p => p.Id, StringComparer.Ordinal, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var arming = new SendingArming
        {
            ChannelId = channel.Id,
            Fingerprint = await installation.MakeFingerprintAsync(channel, ct),
            Host = installation.Host,
            AskedBy = owners[DemoPeople.Owner],
            AskedAt = now,
        };
        arming.Confirm(owners[DemoPeople.SecondOwner], now);
        db.SendingArmings.Add(arming);
        await db.SaveChangesAsync(ct);
    }

    private Channel Cmb(string root, Dictionary<string, string> keys) =>
        new()
        {
            Name = "招商银行云直联（沙箱）",
            Kind = ChannelKind.CmbDirect,
            State = ChannelState.Live,
            Address = $"{root}/cmb",
            Settings = JsonSerializer.Serialize(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [CmbKind.UserId] = keys["userId"],
                    [CmbKind.BankKey] = keys["bankPublicKey"],
                },
                JsonSerializerOptions.Web
            ),
            Credentials = secrets.Protect(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [CmbKind.SigningKey] = keys["clientPrivateKey"],
                    [CmbKind.EncryptionKey] = keys["encryptionKey"],
                }
            ),
            ReadEverySeconds = 2,
        };

    private Channel Platform(string root, Dictionary<string, string> keys) =>
        new()
        {
            Name = "平台财务账单 API（沙箱）",
            Kind = ChannelKind.FinanceBillApi,
            State = ChannelState.Live,
            Address = $"{root}/openapi/rpc/service",
            Settings = JsonSerializer.Serialize(
                new Dictionary<string, string>(StringComparer.Ordinal) { [BillKind.Flag] = keys["platformFlag"] },
                JsonSerializerOptions.Web
            ),
            Credentials = secrets.Protect(
                new Dictionary<string, string>(StringComparer.Ordinal) { [BillKind.Secret] = keys["platformSecret"] }
            ),
            ReadEverySeconds = 5,
        };

    /// <summary>The shop's Alipay account, and the two at JD that only the platform tells of.</summary>
    private async Task<List<Account>> WalletsAsync(CancellationToken ct)
    {
        var alipay = await db.Accounts.SingleAsync(account => account.Number == Alipay, ct);
        var jd = new Bank
        {
            Name = "京东",
            Country = "CN",
            IsPlatform = true,
        };
        db.Banks.Add(jd);
        await db.SaveChangesAsync(ct);
        var wallets = new[] { ("jd-wallet-360001", "京东钱包"), ("jzt-770021", "京准通") }
            .Select(wallet => new Account
            {
                LegalEntityId = alipay.LegalEntityId,
                BankId = jd.Id,
                Number = wallet.Item1,
                Name = wallet.Item2,
                CurrencyCode = alipay.CurrencyCode,
                Type = AccountType.Platform,
                ShopCode = alipay.ShopCode,
            })
            .ToList();
        db.Accounts.AddRange(wallets);
        await db.SaveChangesAsync(ct);
        return [alipay, .. wallets];
    }

    private async Task AddAsync(Channel channel, List<Account> accounts, bool isForPayments, CancellationToken ct)
    {
        db.Channels.Add(channel);
        await db.SaveChangesAsync(ct);
        var today = ChinaTime.Today(clock);
        foreach (var account in accounts)
        {
            db.ChannelAccounts.Add(
                new ChannelAccount
                {
                    ChannelId = channel.Id,
                    AccountId = account.Id,
                    RemoteId = account.Number,
                    IsForPayments = isForPayments,
                }
            );
            // The sandbox opens its accounts with their money on the day before; the demonstration's files tell all before today.
            db.ChannelCursors.Add(
                new ChannelCursor
                {
                    ChannelId = channel.Id,
                    AccountId = account.Id,
                    FirstDay = today,
                    FinalUntil = today.AddDays(-1),
                }
            );
        }
        await db.SaveChangesAsync(ct);
    }
}
