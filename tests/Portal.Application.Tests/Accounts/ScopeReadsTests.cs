using CsCheck;
using FundPortal.Application.Accounts;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Accounts;

public sealed class ScopeReadsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_by_hand_show_exactly_the_accounts_that_the_model_says_are_visible()
    {
        await using var group = await Group.CreateAsync();
        LegalEntity[] entities = [group.Holding, group.North, group.South, await group.EntityAsync("Deep", group.North)];
        Account[] accounts =
        [
            group.NorthCny,
            group.NorthUsd,
            group.SouthCny,
            await group.AccountAsync(entities[3], "3001", "JPY"),
            await group.AccountAsync(group.Holding, "3002", "CNY"),
        ];
        var reads = group.Database.Services.GetRequiredService<ScopeReads>();
        var cases = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 31], Gen.Int[0, 31]).Array[24].Single();
        foreach (var (granted, single, chosen) in cases)
        {
            T[] Of<T>(T[] all, int bits) => [.. all.Where((_, i) => (bits & (1 << i)) != 0)];
            var me = await group.PersonAsync(Role.FinanceStaff, Of(entities, granted), Of(accounts, single));
            Guid[] wanted = [.. Of(accounts, chosen).Select(a => a.PublicId)];
            await SameAsync(me, wanted);
            await SameAsync(Actor.System, wanted);
        }

        async Task SameAsync(Actor me, Guid[] wanted)
        {
            var expected = await group.Database.UseAsync(db => db.AccountsVisibleTo(me).AsNoTracking().ToListAsync(Ct));
            var found = await reads.AccountsAsync(me, wanted, Ct);
            Assert.Equal(
                expected
                    .Where(a => wanted.Length == 0 || wanted.Contains(a.PublicId))
                    .OrderBy(a => a.Id)
                    .Select(a => new VisibleAccount(a.Id, a.LegalEntityId, a.CurrencyCode)),
                found.OrderBy(a => a.Id)
            );
            var ids = accounts.Where(a => wanted.Contains(a.PublicId)).Select(a => a.Id).ToArray();
            var shown = await reads.ShownAsync(me, ids, Ct);
            Assert.Equal(
                expected
                    .Where(a => ids.Contains(a.Id))
                    .OrderBy(a => a.Id)
                    .Select(a => new ShownAccount(a.Id, a.PublicId, a.Name, a.Number, a.CurrencyCode, a.BaseMinor)),
                shown.OrderBy(a => a.Id)
            );
        }
    }
}
