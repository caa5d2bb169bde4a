using System.Text.RegularExpressions;
using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Payments.Sending;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Transactions;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FundPortal.Application.Tests.Data;

/// <summary>What can be proved of SQL Server without one. See also <see cref="SqlServerProof"/>.</summary>
public sealed partial class SqlServerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_migrations_give_a_schema_without_a_fault()
    {
        using var schema = SqlServerSchema.FromMigrations();
        Assert.Empty(schema.Check());
        Assert.True(schema.Tables > 15);
    }

    [Theory]
    [InlineData("SELECT [a].[Nmae] FROM [Accounts] AS [a]")]
    [InlineData("SELECT [a].[Name] FROM [Acounts] AS [a]")]
    [InlineData("UPDATE [Banks] SET [Nmae] = N'x'")]
    [InlineData("INSERT INTO [Banks] ([Nmae]) VALUES (N'x')")]
    [InlineData("SELECT [a].[Name] FROM [Accounts] AS [a] LIMIT 1")]
    [InlineData("SELECT [a].[Name] FROM [Accounts] AS [a] WHERE [a].[Id] = @missing")]
    public void A_statement_that_SQL_Server_would_refuse_is_found(string statement)
    {
        using var schema = SqlServerSchema.FromModel();
        Assert.NotEmpty(schema.Check(new TSqlStatement(statement, "")));
    }

    [Fact]
    public void A_right_statement_passes()
    {
        using var schema = SqlServerSchema.FromModel();
        Assert.Empty(
            schema.Check(new TSqlStatement("SELECT TOP(1) [a].[Name] FROM [Accounts] AS [a] WHERE [a].[Number] = @p0", "@p0 nvarchar(64)"))
        );
    }

    /// <summary>One row and several (a batch is another statement), changed, and deleted, of every table.</summary>
    [Fact]
    public async Task Every_insert_update_and_delete_of_every_table_is_valid()
    {
        using var schema = SqlServerSchema.FromModel();
        var statements = new HashSet<TSqlStatement>();
        var tables = 0;
        await using var model = SqlServerShadow.NewContext(_ => { });
        foreach (var entity in model.Model.GetEntityTypes().Where(e => e.GetTableName() is not null))
        {
            tables++;
            await SaveAsync(entity, EntityState.Added, 1, statements);
            await SaveAsync(entity, EntityState.Added, 5, statements);
            await SaveAsync(entity, EntityState.Deleted, 1, statements);
            if (entity.GetProperties().Any(p => !p.IsKey()))
                await SaveAsync(entity, EntityState.Modified, 1, statements);
        }
        Assert.True(statements.Count > 3 * tables, $"{statements.Count} statements of {tables} tables");
        Assert.Equal("", string.Join("\n", schema.Check(statements)));
    }

    [Fact]
    public async Task SQL_by_hand_is_valid()
    {
        using var schema = SqlServerSchema.FromModel();
        var statements = new List<TSqlStatement>();
        await using var db = SqlServerShadow.NewContext(statements.Add);
        var store = new TransactionStore(db);
        await store.LockAsync(Ct);
        await SendingLock.TakeAsync(db, Ct);
        await SendingLock.TakeAloneAsync(db, Ct);
        var row = (BankTransaction)Sample(db.Model.FindEntityType(typeof(BankTransaction))!, 0);
        // Storing needs a real connection; the questions before it are asked.
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AddAsync([new NewTransaction(row, 1, "")], Ct));

        Assert.Contains(statements, s => s.Text.Contains("sp_getapplock", StringComparison.Ordinal));
        Assert.Contains(statements, s => s.Text.Contains("IDENT_CURRENT", StringComparison.Ordinal));
        Assert.Equal("", string.Join("\n", schema.Check(statements)));
    }

    [Fact]
    public void Hot_reads_by_hand_are_valid()
    {
        using var schema = SqlServerSchema.FromModel();
        var texts = TransactionSql
            .Texts(isSqlServer: true)
            .Concat(ScopeReads.SqlServerTexts())
            .Concat(SearchSql.SqlServerTexts)
            .Concat(InboxReads.Texts(isSqlServer: true))
            .Concat(StartReads.SqlServerTexts)
            .Concat(AuditReads.SqlServerTexts)
            .Append(ActorLoader.SqlServerText)
            .ToArray();
        Assert.True(texts.Length > 500);
        var wrong = schema.Check(texts.Select(t => new TSqlStatement(t.Text, t.Declarations)));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>The proof is of the queries that tests ask: so there must be a test that runs each use case.</summary>
    [Fact]
    public void Every_use_case_is_run_by_a_test_of_this_assembly()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("FundPortal.sln").Any())
            folder = folder.Parent;
        Assert.SkipWhen(folder is null, "The sources are not beside the tests.");
        var sources = Directory.GetFiles(
            Path.Combine(folder.FullName, "tests", "Portal.Application.Tests"),
            "*.cs",
            SearchOption.AllDirectories
        );
        var words = sources
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(m => m.Value))
            .ToHashSet(StringComparer.Ordinal);
        var missing = PortalServices.UseCases().Select(type => type.Name).Where(name => !words.Contains(name)).ToArray();
        Assert.True(missing.Length == 0, $"No test runs {string.Join(", ", missing)}.");
    }

    [GeneratedRegex(@"\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();

    private static async Task SaveAsync(IEntityType entity, EntityState state, int rows, HashSet<TSqlStatement> statements)
    {
        var recorded = new List<TSqlStatement>();
        await using var db = SqlServerShadow.NewContext(recorded.Add);
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        for (var i = 0; i < rows; i++)
        {
            var entry = db.Entry(Sample(entity, i));
            entry.State = EntityState.Unchanged;
            if (state == EntityState.Added)
                foreach (
                    var key in entity.GetProperties().Where(p => p.ValueGenerated == ValueGenerated.OnAdd && p.ClrType != typeof(Guid))
                )
                    entry.Property(key.Name).IsTemporary = true;
            entry.State = state;
        }
        // The synchronous save of a library: no audit, no write scope. The empty answer may be one too few for a row that was expected.
        var error = Record.Exception(() => (object)db.SaveChanges());
        Assert.True(error is null or DbUpdateException, error?.ToString());
        Assert.NotEmpty(recorded);
        statements.UnionWith(recorded);
    }

    private static object Sample(ITypeBase entity, int number)
    {
        var sample = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(entity.ClrType);
        foreach (var property in entity.GetProperties().Where(p => p.PropertyInfo is { CanWrite: true }))
        {
            var value = SampleValue.Of(property.ClrType);
            if (property.IsKey() || property.IsForeignKey())
                value = value switch
                {
                    int => number + 1,
                    long => number + 1L,
                    Guid => new Guid(number + 1, 0, 0, new byte[8]),
                    string => $"x{number}",
                    DateOnly day => day.AddDays(number),
                    _ => value,
                };
            property.PropertyInfo!.SetValue(sample, value);
        }
        foreach (var part in entity.GetComplexProperties())
            part.PropertyInfo!.SetValue(sample, Sample(part.ComplexType, number));
        return sample;
    }
}
