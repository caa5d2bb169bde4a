using FundPortal.Domain.Accounts;
using FundPortal.EndToEnd.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.EndToEnd.Tests;

/// <summary>Open pages follow what a bank tells, whichever process stored it.</summary>
public sealed class LiveTests(DemoPortal demo) : IClassFixture<DemoPortal>
{
    [Fact]
    public async Task A_balance_that_another_process_stored_is_on_the_open_dashboard_within_two_seconds()
    {
        var page = await demo.SignInAsync("liu.yang", "Cedar-Voyage-2026", "en");
        await page.WaitForSelectorAsync(".tile .total");
        // The page's own first look is over.
        await Task.Delay(2_000);
        await demo.ReadAsync(async db =>
        {
            var euro = await db.Accounts.SingleAsync(a => a.CurrencyCode == "EUR");
            db.AccountBalances.Add(
                new AccountBalance
                {
                    AccountId = euro.Id,
                    Kind = BalanceKind.Booked,
                    AsOf = DateTime.UnixEpoch.AddMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()),
                    AmountMinor = 7_654_321_09,
                    Source = "bank",
                }
            );
            return await db.SaveChangesAsync();
        });
        // The time-out is the promise: it runs from the commit.
        await page.WaitForSelectorAsync(".tile:has-text('7,654,321.09')", new() { Timeout = 2_000 });
    }
}
