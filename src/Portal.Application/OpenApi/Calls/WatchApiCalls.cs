using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Calls;

/// <summary>
/// Looks for calls that are not like their client: from a new address, ten times the usual volume, mostly refused, at night. Each leaves an
/// alert, and the client's owner and the administrators are told.
/// </summary>
public sealed class WatchApiCalls(PortalDbContext db, Noticeboard notices, TimeProvider clock) : IUseCase<WatchApiCalls.Command, int>
{
    /// <summary>Days that tell what is usual; a client younger than this has no habits yet.</summary>
    private const int UsualDays = 7;
    private const int TimesUsual = 10;

    /// <summary>Below it a day is never too much.</summary>
    private const int LeastVolume = 500;
    private const int LeastFailures = 20;

    /// <summary>In China, from midnight until this hour.</summary>
    private const int NightEnds = 5;

    /// <summary>Longer ago than this nobody is told any more.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(26);

    public sealed record Command;

    private sealed record Finding(Guid Client, ApiAlertKind Kind, string Detail);

    /// <returns>How many alerts are new.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        var today = ChinaTime.DayOf(now);
        var since = ChinaTime.StartOf(today.AddDays(-UsualDays));
        var hours = await db.ApiHours.AsNoTracking().Where(h => h.Hour >= since).ToListAsync(ct);
        var findings = hours.GroupBy(h => h.ClientId).SelectMany(client => OfHours(client.Key, [.. client], today, now)).ToList();
        findings.AddRange(await NewAddressesAsync(now, ct));
        if (findings.Count == 0)
            return 0;
        await using var write = await db.BeginWriteAsync(ct);
        var told = await db.ApiAlerts.AsNoTracking().Where(a => a.Day == today).ToListAsync(ct);
        var fresh = findings
            .Where(f => !told.Exists(a => a.ClientId == f.Client && a.Kind == f.Kind && (f.Kind != ApiAlertKind.NewAddress || Same(a, f))))
            .ToList();
        var clients = await db.ApiClients.AsNoTracking().ToDictionaryAsync(c => c.Id, c => new { c.Name, c.OwnerId }, ct);
        var administrators = await AdministratorsAsync(ct);
        foreach (var finding in fresh.Where(f => clients.ContainsKey(f.Client)))
        {
            db.ApiAlerts.Add(
                new ApiAlert
                {
                    ClientId = finding.Client,
                    Kind = finding.Kind,
                    Day = today,
                    Detail = finding.Detail,
                    At = now,
                }
            );
            var client = clients[finding.Client];
            notices.Add(
                [client.OwnerId, .. administrators],
                NoticeKinds.ApiCallsUnusual,
                $"/api-calls?client={finding.Client:D}",
                client.Name
            );
        }
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return fresh.Count;
    }

    private static bool Same(ApiAlert alert, Finding finding) => string.Equals(alert.Detail, finding.Detail, StringComparison.Ordinal);

    private static IEnumerable<Finding> OfHours(Guid client, ApiHour[] hours, DateOnly today, DateTime now)
    {
        var before = Array.FindAll(hours, h => ChinaTime.DayOf(h.Hour) < today);
        var current = Array.FindAll(hours, h => ChinaTime.DayOf(h.Hour) == today);
        var (calls, usual) = (current.Sum(h => h.Calls), before.Sum(h => h.Calls) / UsualDays);
        if (before.Length > 0 && calls >= LeastVolume && calls >= usual * TimesUsual)
            yield return new(client, ApiAlertKind.Volume, Numbers(calls, usual));
        if (
            hours.MaxBy(h => h.Hour) is { } last
            && now - last.Hour < TimeSpan.FromHours(2)
            && last.Failures >= LeastFailures
            && last.Failures * 2 > last.Calls
        )
            yield return new(client, ApiAlertKind.Failures, Numbers(last.Failures, last.Calls));
        // Habits need days: a client that calls round the clock is told of on its first night at most.
        if (before.Length > 0 && !before.Any(IsNight) && current.FirstOrDefault(IsNight) is { } night)
            yield return new(client, ApiAlertKind.Night, Numbers(night.Calls, 0));
    }

    /// <summary>Addresses that came after the client's first day.</summary>
    private async Task<List<Finding>> NewAddressesAsync(DateTime now, CancellationToken ct)
    {
        var since = now - Recent;
        var addresses = await db
            .ApiAddresses.AsNoTracking()
            .Where(a => a.FirstAt >= since)
            .Where(a => db.ApiAddresses.Any(older => older.ClientId == a.ClientId && older.FirstAt < a.FirstAt))
            // Told of yesterday, when today is a new day for alerts.
            .Where(a =>
                !db.ApiAlerts.Any(told => told.ClientId == a.ClientId && told.Kind == ApiAlertKind.NewAddress && told.Detail == a.Address)
            )
            .ToListAsync(ct);
        return addresses.ConvertAll(a => new Finding(a.ClientId, ApiAlertKind.NewAddress, a.Address));
    }

    private Task<List<Guid>> AdministratorsAsync(CancellationToken ct) =>
        db
            .Users.Where(person => !person.IsDisabled)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && role.Role == Role.Administrator))
            .Select(person => person.Id)
            .ToListAsync(ct);

    private static bool IsNight(ApiHour hour) => ChinaTime.FromUtc(hour.Hour).Hour < NightEnds;

    private static string Numbers(long a, long b) => string.Create(CultureInfo.InvariantCulture, $"{a}/{b}");
}
