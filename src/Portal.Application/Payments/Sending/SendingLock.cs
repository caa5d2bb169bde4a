using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// Keeps a stop and the claim of an order from passing each other unseen: claims share the lock, a stop has it alone until its commit. On
/// SQLite the write scope has seen to it; on SQL Server, where both would read an older state of the other, a lock of the application does.
/// </summary>
internal static class SendingLock
{
    public static Task TakeAsync(PortalDbContext db, CancellationToken ct) => TakeAsync(db, Shared, ct);

    public static Task TakeAloneAsync(PortalDbContext db, CancellationToken ct) => TakeAsync(db, Alone, ct);

    private const string Shared = """
        DECLARE @result int;
        EXEC @result = sp_getapplock @Resource = 'FundPortal.Sending', @LockMode = 'Shared', @LockOwner = 'Transaction', @LockTimeout = 30000;
        IF @result < 0 THROW 51000, 'Sending is locked for too long.', 1;
        """;

    private const string Alone = """
        DECLARE @result int;
        EXEC @result = sp_getapplock @Resource = 'FundPortal.Sending', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 30000;
        IF @result < 0 THROW 51000, 'Sending is locked for too long.', 1;
        """;

    private static async Task TakeAsync(PortalDbContext db, string statement, CancellationToken ct)
    {
        if (db.Database.IsSqlServer())
            await db.Database.ExecuteSqlRawAsync(statement, ct);
    }
}
