using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Sandbox;

/// <summary>The accounts of sandbox clients: made at the first call, moved by the timetables of their payments.</summary>
public sealed class SandboxBook(PortalDbContext db, TimeProvider clock)
{
    private const int HistoryDays = 120;

    /// <summary>Payments that are moved in one go.</summary>
    private const int Batch = 200;

    private static readonly (string Currency, string Name, long OpeningMinor)[] Kinds =
    [
        ("CNY", "沙箱基本户 Sandbox CNY", 5_000_000_00),
        ("USD", "沙箱美元户 Sandbox USD", 300_000_00),
        ("JPY", "沙箱日元户 Sandbox JPY", 20_000_000),
    ];

    private static readonly string[] Parties =
    [
        "杭州云谷科技有限公司",
        "上海远洋国际货运代理有限公司",
        "Müller & Söhne GmbH",
        "张伟",
        "深圳市前海联合支付",
    ];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The client's accounts as they are now.</summary>
    public async Task<List<SandboxAccount>> AccountsAsync(Guid client, CancellationToken ct)
    {
        await MoveAsync(client, ct);
        var accounts = await ReadAsync();
        if (accounts.Count > 0)
            return accounts;
        await using (var write = await db.BeginWriteAsync(ct))
        {
            // Another call may have been first.
            if (!await db.SandboxAccounts.AnyAsync(a => a.ClientId == client, ct))
            {
                await MakeAsync(client, ct);
                await write.CommitAsync(ct);
            }
        }
        return await ReadAsync();

        Task<List<SandboxAccount>> ReadAsync() =>
            db.SandboxAccounts.AsNoTracking().Where(a => a.ClientId == client).OrderBy(a => a.Id).ToListAsync(ct);
    }

    /// <summary>Takes every step that is due.</summary>
    /// <param name="client">Null: of all clients.</param>
    /// <returns>How many payments were moved.</returns>
    public async Task<int> MoveAsync(Guid? client, CancellationToken ct)
    {
        var now = Now;
        var due = db.SandboxPayments.Where(p => p.NextAt != null && p.NextAt <= now && (client == null || p.ClientId == client));
        if (!await due.AnyAsync(ct))
            return 0;
        await using var write = await db.BeginWriteAsync(ct);
        var payments = await due.OrderBy(p => p.NextAt).Take(Batch).ToListAsync(ct);
        foreach (var payment in payments)
            await MoveAsync(payment, now, ct);
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return payments.Count;
    }

    private async Task MoveAsync(SandboxPayment payment, DateTime now, CancellationToken ct)
    {
        var account = await db.SandboxAccounts.SingleAsync(a => a.Id == payment.AccountId, ct);
        while (payment.Done < payment.Timetable.Count && payment.FiledAt + payment.Timetable[payment.Done].After <= now)
        {
            var before = payment.State;
            var step = payment.Timetable[payment.Done];
            // The bank looks at the money when it is sent.
            if (step.State == PaymentState.Released && account.BalanceMinor < payment.AmountMinor)
                payment.LacksFunds = true;
            payment.Done++;
            var at = payment.FiledAt + step.After;
            if (step.State == PaymentState.Settled)
                await BookAsync(account, payment, -payment.AmountMinor, at, ct);
            else if (step.State == PaymentState.Returned)
                await BookAsync(account, payment, payment.AmountMinor, at, ct);
            await SandboxNews.PaymentAsync(db, account, payment, before, now, ct);
        }
        payment.NextAt = NextOf(payment);
    }

    public static DateTime? NextOf(SandboxPayment payment) =>
        payment.CancelledAt is null && payment.Done < payment.Timetable.Count
            ? payment.FiledAt + payment.Timetable[payment.Done].After
            : null;

    private async Task BookAsync(SandboxAccount account, SandboxPayment payment, long amount, DateTime at, CancellationToken ct)
    {
        account.BalanceMinor = checked(account.BalanceMinor + amount);
        // Two payments may be due in the order in which they were filed and not in which they are booked: time never goes back.
        account.BalanceAt = at > account.BalanceAt ? at : account.BalanceAt;
        var entry = new SandboxEntry
        {
            AccountId = account.Id,
            BookedAt = account.BalanceAt,
            AmountMinor = amount,
            BalanceMinor = account.BalanceMinor,
            Kind = amount < 0 ? TransactionKind.Transfer : TransactionKind.Reversal,
            Counterparty = payment.PayeeName,
            CounterpartyAccount = payment.PayeeNumber,
            Text = payment.Purpose,
            EndToEndId = ReferenceOf(payment),
        };
        db.SandboxEntries.Add(entry);
        // So that it has its number.
        await db.SaveChangesAsync(ct);
        await SandboxNews.BookedAsync(db, account, entry, Now, ct);
    }

    /// <summary>The reference that the sandbox's bank knows it by.</summary>
    public static string ReferenceOf(SandboxPayment payment) => string.Create(CultureInfo.InvariantCulture, $"SBX{payment.Id:D10}");

    /// <summary>The same history for each account of a client, by its number; no two clients' are alike.</summary>
    private async Task MakeAsync(Guid client, CancellationToken ct)
    {
        var random = new SplitMix(BitConverter.ToUInt64(client.ToByteArray().AsSpan(8)));
        var today = ChinaTime.DayOf(Now);
        foreach (var (currency, name, opening) in Kinds)
        {
            var account = new SandboxAccount
            {
                ClientId = client,
                Name = name,
                Number = string.Create(CultureInfo.InvariantCulture, $"9900{random.Below(100_000_000):D8}"),
                CurrencyCode = currency,
                OpeningMinor = opening,
                BalanceMinor = opening,
            };
            db.SandboxAccounts.Add(account);
            // So that it has its number.
            await db.SaveChangesAsync(ct);
            for (var back = HistoryDays; back > 0; back--)
            for (var seconds = 9 * 3_600; seconds < 18 * 3_600; seconds += 3_600 + random.Below(14_400))
            {
                var isIn = random.Below(5) < 3;
                var amount = (1 + random.Below(isIn ? 40_000 : 50_000)) * (isIn ? 10 : -10);
                if (account.BalanceMinor + amount < 0)
                    continue;
                account.BalanceMinor += amount;
                account.BalanceAt = ChinaTime.ToUtc(today.AddDays(-back), new TimeOnly(seconds * TimeSpan.TicksPerSecond));
                db.SandboxEntries.Add(
                    new SandboxEntry
                    {
                        AccountId = account.Id,
                        BookedAt = account.BalanceAt,
                        AmountMinor = amount,
                        BalanceMinor = account.BalanceMinor,
                        Kind = isIn ? TransactionKind.Sale : TransactionKind.Transfer,
                        Counterparty = Parties[random.Below(Parties.Length)],
                        CounterpartyAccount = string.Create(CultureInfo.InvariantCulture, $"6222{random.Below(100_000_000):D12}"),
                        Text = string.Create(CultureInfo.InvariantCulture, $"订单 {random.Below(100_000_000):D8}"),
                        EndToEndId = string.Create(CultureInfo.InvariantCulture, $"E{random.Below(100_000_000):D8}"),
                    }
                );
            }
            await db.SaveChangesAsync(ct);
        }
    }

    /// <summary>SplitMix64: made-up data needs no secrecy, and must be the same on every machine.</summary>
    private struct SplitMix(ulong state)
    {
        private ulong state = state;

        public int Below(int limit)
        {
            unchecked
            {
                var z = state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return (int)((z ^ (z >> 31)) % (ulong)limit);
            }
        }
    }
}
