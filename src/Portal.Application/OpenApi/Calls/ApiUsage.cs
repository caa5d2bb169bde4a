using FundPortal.Application.Data;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Calls;

/// <summary>Keeps what is usual for a client beside its calls, so that looking for the unusual reads hours, not calls.</summary>
internal static class ApiUsage
{
    public const string Success = "0";

    /// <summary>Joins the caller's transaction. Two nodes that add the same hour meet in the database; the later one's batch is tried again.</summary>
    public static async Task CountAsync(PortalDbContext db, IReadOnlyList<ApiCall> calls, CancellationToken ct)
    {
        foreach (var hour in calls.Where(c => c.ClientId is not null).GroupBy(c => (Client: c.ClientId!.Value, Hour: HourOf(c.At))))
        {
            var (count, failures) = (hour.LongCount(), hour.LongCount(c => !string.Equals(c.Code, Success, StringComparison.Ordinal)));
            // In one statement, since other nodes count too.
            var known = await db
                .ApiHours.Where(h => h.ClientId == hour.Key.Client && h.Hour == hour.Key.Hour)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(h => h.Calls, h => h.Calls + count).SetProperty(h => h.Failures, h => h.Failures + failures),
                    ct
                );
            if (known == 0)
                db.ApiHours.Add(
                    new ApiHour
                    {
                        ClientId = hour.Key.Client,
                        Hour = hour.Key.Hour,
                        Calls = count,
                        Failures = failures,
                    }
                );
        }
        foreach (
            var signed in calls.Where(c => c is { SecretId: not null, Address: not null }).GroupBy(c => (c.ClientId!.Value, c.Address!))
        )
        {
            var (client, address) = signed.Key;
            if (!await db.ApiAddresses.AnyAsync(a => a.ClientId == client && a.Address == address, ct))
                db.ApiAddresses.Add(
                    new ApiAddress
                    {
                        ClientId = client,
                        Address = address,
                        FirstAt = signed.Min(c => c.At),
                    }
                );
        }
    }

    private static DateTime HourOf(DateTime at) => new(at.Year, at.Month, at.Day, at.Hour, 0, 0, DateTimeKind.Utc);
}
