using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FundPortal.Application.Tests.Data;

/// <summary>What both providers must have in common, read from their models.</summary>
public sealed class ModelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void No_change_of_the_model_waits_for_its_migration()
    {
        using var sqlite = Sqlite();
        using var sqlServer = SqlServerShadow.NewContext(_ => { });
        Assert.False(sqlite.Database.HasPendingModelChanges(), "SQLite: dotnet ef migrations add … --context SqlitePortalDbContext");
        Assert.False(
            sqlServer.Database.HasPendingModelChanges(),
            "SQL Server: dotnet ef migrations add … --context SqlServerPortalDbContext"
        );
    }

    [Fact]
    public void Keys_references_and_hashes_compare_byte_by_byte_on_both()
    {
        using var sqlServer = SqlServerShadow.NewContext(_ => { });
        using var sqlite = Sqlite();
        var texts = Properties(sqlServer)
            .Where(p => p.ClrType == typeof(string) && (p.IsKey() || p.IsIndex() || p.IsForeignKey()))
            .ToArray();
        Assert.NotEmpty(texts);
        Assert.All(texts, p => Assert.True(p.GetCollation()?.EndsWith("_BIN2", StringComparison.Ordinal), Name(p)));
        // SQLite's own rule is BINARY where none is named.
        Assert.All(Properties(sqlite), p => Assert.True(p.GetCollation() is null or "BINARY", Name(p)));
    }

    /// <summary>Text that SQL Server must index needs a length; an index over nvarchar(max) is refused there.</summary>
    [Fact]
    public void Indexed_text_has_a_length()
    {
        using var sqlServer = SqlServerShadow.NewContext(_ => { });
        var texts = Properties(sqlServer).Where(p => p.ClrType == typeof(string) && (p.IsKey() || p.IsIndex()));
        Assert.All(texts, p => Assert.DoesNotContain("(max)", p.GetColumnType(), StringComparison.Ordinal));
    }

    [Fact]
    public void Amounts_are_whole_minor_units_on_both()
    {
        using var sqlServer = SqlServerShadow.NewContext(_ => { });
        using var sqlite = Sqlite();
        foreach (var (context, type) in new (PortalDbContext, string)[] { (sqlServer, "bigint"), (sqlite, "INTEGER") })
        {
            var amounts = Properties(context).Where(p => p.Name.EndsWith("Minor", StringComparison.Ordinal)).ToArray();
            Assert.True(amounts.Length > 5);
            Assert.All(amounts, p => Assert.True(string.Equals(p.GetColumnType(), type, StringComparison.Ordinal), Name(p)));
            Assert.DoesNotContain(
                Properties(context),
                p => Type(p) == typeof(decimal) || Type(p) == typeof(double) || Type(p) == typeof(float)
            );
        }
    }

    [Fact]
    public void Instants_are_milliseconds_on_SQLite_and_datetime2_on_SQL_Server()
    {
        using var sqlServer = SqlServerShadow.NewContext(_ => { });
        using var sqlite = Sqlite();
        Assert.All(Properties(sqlServer).Where(p => Type(p) == typeof(DateTime)), p => Assert.Equal("datetime2(3)", p.GetColumnType()));
        Assert.All(
            Properties(sqlite).Where(p => Type(p) == typeof(DateTime) || Type(p) == typeof(DateTimeOffset)),
            p => Assert.Equal("INTEGER", p.GetColumnType())
        );
    }

    /// <summary>What two people may change at once carries a version, so that the second is told.</summary>
    [Theory]
    [InlineData("Account")]
    [InlineData("Bank")]
    [InlineData("LegalEntity")]
    [InlineData("ImportFile")]
    [InlineData("PolicyVersion")]
    [InlineData("ExchangeRate")]
    [InlineData("Payee")]
    [InlineData("PayeeChange")]
    public void What_people_change_has_a_version(string entity)
    {
        using var sqlServer = SqlServerShadow.NewContext(_ => { });
        using var sqlite = Sqlite();
        foreach (var context in new PortalDbContext[] { sqlServer, sqlite })
            Assert.True(
                context
                    .Model.GetEntityTypes()
                    .Single(e => string.Equals(e.ClrType.Name, entity, StringComparison.Ordinal))
                    .FindProperty("Version")
                    ?.IsConcurrencyToken
            );
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused_on_both()
    {
        await using var database = await TestDatabase.CreateAsync();
        var limit = await database.UseAsync(db =>
            Task.FromResult(db.Model.FindEntityType(typeof(Bank))!.FindProperty(nameof(Bank.Name))!.GetMaxLength()!.Value)
        );

        await StoreAsync(limit);
        await Assert.ThrowsAsync<DbUpdateException>(() => StoreAsync(limit + 1));

        Task<int> StoreAsync(int length) =>
            database.UseAsync(db =>
            {
                db.Banks.Add(new Bank { Name = new string('中', length), Country = "CN" });
                return db.SaveChangesAsync(Ct);
            });
    }

    [Fact]
    public void Every_length_is_a_constraint_on_SQLite()
    {
        using var sqlite = Sqlite();
        var model = sqlite.GetService<IDesignTimeModel>().Model;
        foreach (var property in model.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()).Where(p => p.GetMaxLength() is not null))
        {
            var name = $"CK_{property.DeclaringType.GetTableName()}_{property.GetColumnName()}_Length";
            Assert.Contains(
                ((IEntityType)property.DeclaringType).GetCheckConstraints(),
                c => string.Equals(c.Name, name, StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public void The_batch_size_of_the_settings_is_the_providers(int size)
    {
        var builder = new DbContextOptionsBuilder<SqlServerPortalDbContext>();
        new DatabaseOptions(true, "Server=none.invalid", size).Configure(builder);
        Assert.Equal(size, RelationalOptionsExtension.Extract(builder.Options).MaxBatchSize);
    }

    private static SqlitePortalDbContext Sqlite() =>
        new(new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite("Data Source=:memory:").Options, new WriteQueue(isNeeded: true));

    private static IEnumerable<IProperty> Properties(DbContext context) =>
        context
            .GetService<IDesignTimeModel>()
            .Model.GetEntityTypes()
            .Where(e => e.GetTableName() is not null)
            .SelectMany(e => e.GetDeclaredProperties());

    private static Type Type(IProperty property) => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

    private static string Name(IProperty property) =>
        $"{property.DeclaringType.ClrType.Name}.{property.Name}: {property.GetColumnType()} {property.GetCollation()}";
}
