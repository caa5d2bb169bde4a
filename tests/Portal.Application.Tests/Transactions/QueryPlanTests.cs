using System.Data.Common;
using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using FundPortal.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Transactions;

/// <summary>What SQLite says it will do for each query: millions of rows are not needed to see a scan or a sort.</summary>
public sealed class QueryPlanTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Keeps the text and the parameters of every question to the database.</summary>
    private sealed class Recorder : DbCommandInterceptor
    {
        public List<(string Text, SqliteParameter[] Parameters)> Commands { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default
        )
        {
            var copies = command.Parameters.Cast<DbParameter>().Select(p => new SqliteParameter(p.ParameterName, p.Value));
            Commands.Add((command.CommandText, copies.ToArray()));
            return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
        }
    }

    [Fact]
    public async Task Pages_and_sums_walk_an_index_and_never_scan_or_sort_the_transactions()
    {
        Assert.SkipUnless(TestDatabase.SqlServer is null, "These are SQLite's plans.");
        var recorder = new Recorder();
        await using var group = await Group.CreateAsync(services =>
            services.ConfigureDbContext<SqlitePortalDbContext>(options => options.AddInterceptors(recorder))
        );
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await group.StoreOneAsync(
            me,
            File(Statement(group.NorthCny, [.. Enumerable.Range(1, 60).Select(i => Entry(1 + (i % 20), i))], 0, 1_830))
        );
        await group.StoreOneAsync(me, File(Statement(group.SouthCny, [Entry(3, 5), Entry(4, 6)])));
        TransactionFilter[] filters =
        [
            new() { Accounts = [group.NorthCny.PublicId] },
            new(),
            new() { From = Day1, To = Day1.AddDays(5) },
            new()
            {
                Kinds = [TransactionKind.Transfer, TransactionKind.Fee],
                Direction = Direction.In,
                AmountFrom = "0.10",
                Text = "a",
            },
        ];
        recorder.Commands.Clear();
        foreach (var filter in filters)
        {
            var page = (await Ask(group, (ListTransactions u) => u.HandleAsync(new(filter, Size: 2), me, Ct))).Value;
            page = (await Ask(group, (ListTransactions u) => u.HandleAsync(new(filter, After: page.Next, Size: 2), me, Ct))).Value;
            await Ask(group, (ListTransactions u) => u.HandleAsync(new(filter, Before: page.Previous, Size: 2), me, Ct));
        }
        recorder.Commands.AddRange(TransactionSql.Texts(isSqlServer: false).Select(ByHand));
        await CheckAsync(group, recorder, mayGroup: false);

        foreach (var filter in filters)
            await Ask(group, (SummarizeTransactions u) => u.HandleAsync(new(filter), me, Ct));
        await Ask(group, (AccountCurve u) => u.HandleAsync(new(group.NorthCny.PublicId, 365), me, Ct));
        await Ask(group, (ShowAccount u) => u.HandleAsync(new(group.NorthCny.PublicId), me, Ct));
        await Ask(group, (Dashboard u) => u.HandleAsync(new(), me, Ct));
        await CheckAsync(group, recorder, mayGroup: true);
    }

    [Fact]
    public async Task The_dashboard_asks_five_questions_and_none_of_them_of_the_transactions()
    {
        var recorder = new Recorder();
        await using var group = await Group.CreateAsync(services =>
        {
            services.ConfigureDbContext<SqlitePortalDbContext>(options => options.AddInterceptors(recorder));
            services.ConfigureDbContext<SqlServerPortalDbContext>(options => options.AddInterceptors(recorder));
        });
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        foreach (var account in (Domain.Accounts.Account[])[group.NorthCny, group.NorthUsd, group.SouthCny])
            await group.StoreOneAsync(me, File(Statement(account, [Entry(20, 5), Entry(29, 6)], 0, 11)));
        recorder.Commands.Clear();

        var view = (await Ask(group, (Dashboard u) => u.HandleAsync(new(), me, Ct))).Value;

        Assert.Equal("CNY USD", string.Join(' ', view.Curves.Select(curve => curve.CurrencyCode)));
        Assert.Equal(22, view.Curves[0].Points[^1].Closing.Minor);
        Assert.Equal(5, recorder.Commands.Count);
        Assert.DoesNotContain(recorder.Commands, command => command.Text.Contains("\"Transactions\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_inbox_seeks_payments_by_state_and_what_belongs_to_them_by_payment()
    {
        await using var group = await Group.CreateAsync();
        var recorder = new Recorder();
        recorder.Commands.AddRange(InboxReads.Texts(isSqlServer: false).Select(ByHand));
        await CheckAsync(group, recorder, mayGroup: false);
    }

    private static (string, SqliteParameter[]) ByHand((string Text, string Declarations) query) =>
        (
            query.Text,
            Array.ConvertAll(
                query.Declarations.Split(", ", StringSplitOptions.RemoveEmptyEntries),
                d => new SqliteParameter(d.Split(' ')[0], d.EndsWith("(max)", StringComparison.Ordinal) ? "[1,2]" : 1)
            )
        );

    private static async Task CheckAsync(Group group, Recorder recorder, bool mayGroup)
    {
        var wrong = new List<string>();
        await using var connection = new SqliteConnection(group.Database.ConnectionString);
        await connection.OpenAsync(Ct);
        foreach (var (text, parameters) in recorder.Commands)
        {
            if (!BigTables.Any(table => text.Contains($"\"{table}\"", StringComparison.Ordinal)))
                continue;
            await using var command = connection.CreateCommand();
            // The text is EF Core's own.
#pragma warning disable CA2100
            command.CommandText = "EXPLAIN QUERY PLAN " + text;
#pragma warning restore CA2100
            command.Parameters.AddRange(parameters);
            var plan = new List<string>();
            await using (var reader = await command.ExecuteReaderAsync(Ct))
            {
                while (await reader.ReadAsync(Ct))
                    plan.Add(reader.GetString(3));
            }
            var isBad = plan.Exists(step =>
                (step.StartsWith("SCAN", StringComparison.Ordinal) && IsBig(step))
                || (!mayGroup && step.Contains("TEMP B-TREE", StringComparison.Ordinal))
            );
            if (isBad)
                wrong.Add(text + "\n  " + string.Join("\n  ", plan));
        }
        recorder.Commands.Clear();
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    private static readonly string[] BigTables = ["Transactions", "DailyTotals", "Payments", "PaymentLevels", "PaymentHands", "Signatures"];

    /// <summary>A table read whole, by its name or alias. The index by time is walked on purpose.</summary>
    private static bool IsBig(string step)
    {
        var name = step.Split(' ')[1];
        return (name is "t" or "d" or "p" or "l" or "s" || BigTables.Contains(name, StringComparer.Ordinal))
            && !step.Contains("IX_Transactions_BookedAt_Id", StringComparison.Ordinal);
    }

    private static Task<Result<T>> Ask<TUseCase, T>(Group group, Func<TUseCase, Task<Result<T>>> ask)
        where TUseCase : notnull => group.Database.RunAsync(ask);
}
