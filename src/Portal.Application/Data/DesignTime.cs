using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace FundPortal.Application.Data;

/// <summary>For <c>dotnet ef</c> only: makes a context without a host or a database.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqlitePortalDbContext>
{
    public SqlitePortalDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite("Data Source=design.db").Options,
            new WriteQueue(isNeeded: true)
        );
}

/// <inheritdoc cref="SqliteDesignTime"/>
internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerPortalDbContext>
{
    public SqlServerPortalDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqlServerPortalDbContext>().UseSqlServer("Server=design;Database=design").Options,
            new WriteQueue(isNeeded: false)
        );
}
