using System.Collections.Frozen;
using FundPortal.Application.Audit;
using FundPortal.Domain;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Audit;

/// <summary>A chain in a database of its own, with an anchor file, and an attacker who may write anything into the database.</summary>
internal sealed class AuditDesk : IAsyncDisposable
{
    private readonly string anchorFile = Path.Combine(Path.GetTempPath(), $"fundportal_anchors_{Guid.NewGuid():N}.log");

    private AuditDesk() { }

    public TestDatabase Database { get; private set; } = null!;

    public string AnchorFile => anchorFile;

    public Actor Auditor { get; } = new(Guid.NewGuid(), "auditor", new[] { Role.Auditor }.ToFrozenSet(), "127.0.0.1", null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Entries 1 to <paramref name="entries"/>.</summary>
    public static async Task<AuditDesk> CreateAsync(int entries)
    {
        var desk = new AuditDesk();
        desk.Database = await TestDatabase.CreateAsync(services =>
            services.AddSingleton(provider => new AuditAnchorFile(
                new Microsoft.Extensions.Configuration.ConfigurationBuilder()
                    .Add(
                        new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
                        {
                            InitialData = [new("Audit:AnchorFile", desk.anchorFile)],
                        }
                    )
                    .Build(),
                provider.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>()
            ))
        );
        for (var i = 1; i <= entries; i++)
            await desk.AppendAsync("account.changed", $"account:{i}", new { i });
        return desk;
    }

    public Task AppendAsync(string action, string subject, object data) =>
        Database.UseAsync(async db =>
        {
            new AuditTrail(db, Database.Clock).Append(Auditor, action, subject, data);
            return await db.SaveChangesAsync(Ct);
        });

    public Task AnchorAsync() =>
        new AuditAnchorService(
            Database.Services.GetRequiredService<AuditReads>(),
            Database.Services.GetRequiredService<AuditAnchorFile>(),
            Database.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<AuditAnchorService>.Instance
        ).AnchorAsync(Ct);

    public async Task<VerifyAudit.Report> VerifyAsync() => (await AskAsync((VerifyAudit use) => use.HandleAsync(new(), Auditor, Ct))).Value;

    public Task<Result<T>> AskAsync<TUseCase, T>(Func<TUseCase, Task<Result<T>>> ask)
        where TUseCase : notnull => Database.RunAsync(ask);

    /// <summary>By plain SQL on the file, past everything of the portal.</summary>
    public async Task AttackAsync(string sql)
    {
        await using var connection = new SqliteConnection(Database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        // The tests' own text.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(await command.ExecuteNonQueryAsync(Ct) > 0, "The attack changed nothing.");
    }

    /// <summary>The strongest attacker: knows the form, changes an entry and computes every hash after it, the head's too.</summary>
    public Task RewriteFromAsync(long seq, string data) =>
        Database.UseAsync(async db =>
        {
            var entries = await db.AuditEntries.AsNoTracking().OrderBy(e => e.Seq).ToListAsync(Ct);
            var previous = AuditChain.Genesis;
            foreach (var entry in entries)
            {
                if (entry.Seq == seq)
                    entry.Data = data;
                entry.PreviousHash = previous;
                previous = entry.Hash = AuditChain.HashOf(entry);
                await AttackAsync(
                    $"UPDATE AuditEntries SET Data = '{entry.Data}', PreviousHash = x'{Convert.ToHexString(entry.PreviousHash)}', Hash = x'{Convert.ToHexString(entry.Hash)}' WHERE Seq = {entry.Seq}"
                );
            }
            await AttackAsync($"UPDATE AuditHead SET Hash = x'{Convert.ToHexString(previous)}'");
            return 0;
        });

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        File.Delete(anchorFile);
    }
}
