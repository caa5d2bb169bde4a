using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Audit;

public sealed class AuditAppendTests
{
    [Fact]
    public async Task Twenty_writers_at_once_make_one_chain_without_fork_or_gap()
    {
        await using var database = await TestDatabase.CreateAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 10; i++)
                        {
                            await using var scope = database.Services.CreateAsyncScope();
                            scope
                                .ServiceProvider.GetRequiredService<IAudit>()
                                .Append(Actor.System, "test.appended", $"writer:{writer}", new { i });
                            await scope.ServiceProvider.GetRequiredService<PortalDbContext>().SaveChangesAsync();
                        }
                    })
                )
        );

        var entries = await database.UseAsync(db => db.AuditEntries.AsNoTracking().OrderBy(e => e.Seq).ToListAsync());
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), entries.Select(e => e.Seq));
        var previous = AuditChain.Genesis;
        foreach (var entry in entries)
        {
            Assert.Equal(previous, entry.PreviousHash);
            Assert.Equal(AuditChain.HashOf(entry), entry.Hash);
            previous = entry.Hash;
        }
    }

    [Fact]
    public async Task A_change_that_fails_leaves_no_audit_entry()
    {
        await using var database = await TestDatabase.CreateAsync();

        await Assert.ThrowsAnyAsync<DbUpdateException>(() =>
            database.UseAsync(async db =>
            {
                new AuditTrail(db, database.Clock).Append(Actor.System, "account.created", "account:x", new { });
                db.Accounts.Add(
                    new Account
                    {
                        Number = "1",
                        Name = "no such bank",
                        CurrencyCode = "CNY",
                        BankId = 99,
                        LegalEntityId = 99,
                    }
                );
                return await db.SaveChangesAsync();
            })
        );

        Assert.Equal(0, await database.UseAsync(db => db.AuditEntries.CountAsync()));
    }

    [Fact]
    public async Task A_lost_update_is_noticed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.UseAsync(async db =>
        {
            db.Banks.Add(new Bank { Name = "First", Country = "CN" });
            return await db.SaveChangesAsync();
        });

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() =>
            database.UseAsync(async first =>
            {
                var mine = await first.Banks.SingleAsync();
                await database.UseAsync(async second =>
                {
                    (await second.Banks.SingleAsync()).Name = "Second";
                    return await second.SaveChangesAsync();
                });
                mine.Name = "Third";
                return await first.SaveChangesAsync();
            })
        );
    }
}
