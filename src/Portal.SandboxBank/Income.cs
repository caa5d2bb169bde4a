using System.Security.Cryptography;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank;

/// <summary>Customers who pay: every <see cref="Pace.Income"/> one of the accounts gets money, so that balances live while somebody watches.</summary>
internal sealed class Income(Ledger ledger, Pace pace, TimeProvider clock) : BackgroundService
{
    private const int LeastMinor = 100_00;
    private const int MostMinor = 20_000_00;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Number)[] Customers =
    [
        ("上海星河商贸有限公司", "6222021001112223334"),
        ("杭州云锦服饰有限公司", "6217001540009988776"),
        ("广州海珠电子有限公司", "6228480601234567890"),
        ("成都锦江食品有限公司", "6230580000312345678"),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var last = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Round, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (pace.Income <= TimeSpan.Zero || clock.GetElapsedTime(last) < pace.Income)
                continue;
            last = clock.GetTimestamp();
            var accounts = ledger.Accounts().Where(account => account.Holder.Length > 0).ToArray();
            var account = accounts[RandomNumberGenerator.GetInt32(accounts.Length)];
            var (name, number) = Customers[RandomNumberGenerator.GetInt32(Customers.Length)];
            ledger.Book(account.Number, RandomNumberGenerator.GetInt32(LeastMinor, MostMinor), "TRF", "货款 sales", name, number, "");
        }
    }
}
