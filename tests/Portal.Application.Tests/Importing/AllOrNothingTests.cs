using System.Data.Common;
using FundPortal.Application.Data;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Importing;

public sealed class AllOrNothingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Breaks the first command that writes into a table, once it is armed.</summary>
    private sealed class Saboteur(string table) : DbCommandInterceptor
    {
        public bool IsArmed { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        ) =>
            IsArmed && command.CommandText.Contains($"INSERT INTO \"{table}\"", StringComparison.Ordinal)
                ? throw new IOException("The disk is gone.")
                : base.ReaderExecutingAsync(command, eventData, result, cancellationToken);

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        ) =>
            IsArmed && command.CommandText.Contains($"INSERT INTO \"{table}\"", StringComparison.Ordinal)
                ? throw new IOException("The disk is gone.")
                : base.NonQueryExecutingAsync(command, eventData, result, cancellationToken);
    }

    [Theory]
    [InlineData("ImportFiles")]
    [InlineData("ImportedStatements")]
    [InlineData("AccountBalances")]
    [InlineData("AuditEntries")]
    public async Task H8_I1_A_failure_at_any_step_leaves_nothing_of_a_batch(string table)
    {
        var saboteur = new Saboteur(table);
        await using var group = await Group.CreateAsync(services =>
            services
                .ConfigureDbContext<SqlitePortalDbContext>(options => options.AddInterceptors(saboteur))
                .ConfigureDbContext<SqlServerPortalDbContext>(options => options.AddInterceptors(saboteur))
        );
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var batch = Store(
            File(Statement(group.NorthCny, [Entry(1, 100)], 0, 100)),
            File(Statement(group.NorthUsd, [Entry(1, 100)], 0, 100))
        );

        saboteur.IsArmed = true;
        await Assert.ThrowsAnyAsync<Exception>(() => group.StoreAsync(me, batch));
        saboteur.IsArmed = false;

        Assert.Empty(await group.RowsAsync());
        Assert.Empty(await group.TotalsAsync());
        var left = await group.Database.UseAsync(async db =>
            await db.ImportFiles.CountAsync(Ct)
            + await db.ImportedStatements.CountAsync(Ct)
            + await db.AccountBalances.CountAsync(Ct)
            + await db.AuditEntries.CountAsync(Ct)
        );
        Assert.Equal(0, left);
        Assert.Equal(2, (await group.StoreAsync(me, batch)).Value.Sum(s => s.New));
    }

    [Fact]
    public async Task A_refused_preview_is_in_the_trail_and_a_good_one_changes_nothing()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);

        var good = await group.PreviewAsync(
            me,
            new Application.Importing.ImportInput(File(Statement(group.NorthCny, [Entry(1, 100)], 0, 90)))
        );
        var bad = await group.PreviewAsync(me, new Application.Importing.ImportInput(File(Statement(group.SouthCny, [Entry(1, 100)]))));

        Assert.True(good.CanStore);
        Assert.Equal(10, good.Files[0].Statements[0].DifferenceMinor);
        Assert.False(bad.CanStore);
        Assert.Equal("account_unknown", bad.Files[0].Problems.Single().Code);
        Assert.Null(bad.Files[0].Statements[0].Account);
        var entry = await group.Database.UseAsync(db => db.AuditEntries.SingleAsync(Ct));
        Assert.Equal("import.refused", entry.Action);
        Assert.Contains("account_unknown", entry.Data, StringComparison.Ordinal);
        Assert.Empty(await group.RowsAsync());
    }
}
