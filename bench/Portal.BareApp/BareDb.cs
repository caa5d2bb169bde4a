using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.BareApp;

internal sealed class BareDb(DbContextOptions<BareDb> options) : IdentityDbContext<IdentityUser>(options)
{
    public DbSet<Line> Lines => Set<Line>();
}

/// <summary>What a row of the portal's transactions page shows.</summary>
internal sealed class Line
{
    public long Id { get; set; }

    public DateTime BookedAt { get; set; }

    public string AccountName { get; set; } = "";

    public string AccountNumber { get; set; } = "";

    public string Counterparty { get; set; } = "";

    public string Text { get; set; } = "";

    public string Kind { get; set; } = "";

    public long Amount { get; set; }
}

internal static class Seed
{
    public const string User = "owner";

    private const int Rows = 20_000;

    public static async Task RunAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<BareDb>();
        await db.Database.EnsureCreatedAsync();
        await scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>().CreateAsync(new IdentityUser(User));
        db.AddRange(
            Enumerable
                .Range(1, Rows)
                .Select(i => new Line
                {
                    Id = i,
                    BookedAt = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(i),
                    AccountName = $"基本户 {i % 20}",
                    AccountNumber = $"10{i % 20:D2}",
                    Counterparty = "上海远洋国际货运代理有限公司",
                    Text = $"订单 {202_500_000_000 + i} 货款结算",
                    Kind = "转账",
                    Amount = (i * 7_919L % 1_000_000) - 400_000,
                })
        );
        await db.SaveChangesAsync();
    }
}
