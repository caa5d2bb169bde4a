using FundPortal.Application.Importing;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Importing;

/// <summary>Short words for what the tests of imports ask again and again.</summary>
internal static class Desk
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<Result<IReadOnlyList<StoreImport.Stored>>> StoreAsync(this Group group, Actor me, StoreImport.Command command) =>
        group.Database.RunAsync((StoreImport use) => use.HandleAsync(command, me, Ct));

    public static async Task<StoreImport.Stored> StoreOneAsync(this Group group, Actor me, ParsedFile file, bool includeDoubtful = false) =>
        (await group.StoreAsync(me, new([new(file, IncludeDoubtful: includeDoubtful)], []))).Value.Single();

    public static async Task<PreviewImport.Preview> PreviewAsync(this Group group, Actor me, params ImportInput[] files) =>
        (await group.Database.RunAsync((PreviewImport use) => use.HandleAsync(new(files), me, Ct))).Value;

    public static Task<Result<Done>> UndoAsync(this Group group, Actor me, Guid import) =>
        group.Database.RunAsync((UndoImport use) => use.HandleAsync(new(import), me, Ct));

    /// <summary>All rows in the order of lists turned round: oldest first.</summary>
    public static Task<List<BankTransaction>> RowsAsync(this Group group) =>
        group.Database.UseAsync(db => db.Transactions.AsNoTracking().OrderBy(t => t.BookedAt).ThenBy(t => t.Id).ToListAsync(Ct));

    public static Task<List<DailyTotal>> TotalsAsync(this Group group) =>
        group.Database.UseAsync(db =>
            db.DailyTotals.AsNoTracking().OrderBy(t => t.AccountId).ThenBy(t => t.Kind).ThenBy(t => t.Day).ToListAsync(Ct)
        );
}
