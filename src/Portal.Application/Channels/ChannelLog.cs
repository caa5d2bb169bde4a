using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Channels;

/// <summary>
/// How channels do: health and incidents, written in a transaction of their own. People are told when a channel turns bad and when it is
/// good again, not of each failure; a wrong signature of the bank is told at once.
/// </summary>
public sealed class ChannelLog(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>A good call that follows a good one within this is not written down: reads come every few seconds.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    public async Task SucceededAsync(int channel, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var now = clock.GetUtcNow().UtcDateTime;
        if (await db.ChannelHealth.AnyAsync(h => h.ChannelId == channel && h.FailuresInARow == 0 && h.LastGoodAt > now - Fresh, ct))
            return;
        await using var write = await db.BeginWriteAsync(ct);
        if ((await HealthAsync(db, channel, ct)).Succeeded(now))
            await TellAsync(scope.ServiceProvider, channel, NoticeKinds.ChannelGood, ct);
        await db.TrySaveAsync(write, ct);
    }

    /// <param name="payment">Public id of the payment that met it.</param>
    public async Task FailedAsync(int channel, ChannelFault fault, Guid? payment, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var write = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var isBad = (await HealthAsync(db, channel, ct)).Failed(fault.Code, fault.Text, now);
        var kind = fault.Kind.ToString();
        var since = now - ChannelIncident.SameWithin;
        var same = await db
            .ChannelIncidents.Where(i => i.ChannelId == channel && i.LastAt >= since && i.Kind == kind && i.Code == fault.Code)
            .OrderByDescending(i => i.LastAt)
            .FirstOrDefaultAsync(ct);
        if (same is null)
            db.ChannelIncidents.Add(
                new ChannelIncident
                {
                    ChannelId = channel,
                    Kind = kind,
                    Code = fault.Code.Length > ChannelHealth.MaxCode ? fault.Code[..ChannelHealth.MaxCode] : fault.Code,
                    Text = fault.Text.Length > ChannelHealth.MaxText ? fault.Text[..ChannelHealth.MaxText] : fault.Text,
                    FirstAt = now,
                    LastAt = now,
                    Payment = payment,
                }
            );
        else
            (same.LastAt, same.Count, same.Payment) = (now, same.Count + 1, payment ?? same.Payment);
        if (isBad || (same is null && fault.Kind == ChannelFaultKind.BadSignature))
            await TellAsync(scope.ServiceProvider, channel, NoticeKinds.ChannelBad, ct);
        await db.TrySaveAsync(write, ct);
    }

    private static async Task<ChannelHealth> HealthAsync(PortalDbContext db, int channel, CancellationToken ct) =>
        await db.ChannelHealth.SingleOrDefaultAsync(h => h.ChannelId == channel, ct)
        ?? db.ChannelHealth.Add(new ChannelHealth { ChannelId = channel }).Entity;

    private static async Task TellAsync(IServiceProvider services, int channel, string kind, CancellationToken ct)
    {
        var db = services.GetRequiredService<PortalDbContext>();
        var found = await db.Channels.Where(c => c.Id == channel).Select(c => new { c.Name, c.PublicId }).SingleAsync(ct);
        var administrators = await db
            .Users.Where(person => !person.IsDisabled)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && role.Role == Role.Administrator))
            .Select(person => person.Id)
            .ToListAsync(ct);
        var accounts = db.Accounts.Where(a => db.ChannelAccounts.Any(served => served.ChannelId == channel && served.AccountId == a.Id));
        var watchers = await AccountPeople.WithAsync(db, accounts, [Permission.ViewChannels], ct);
        services.GetRequiredService<Noticeboard>().Add(administrators.Concat(watchers), kind, $"/channels/{found.PublicId}", found.Name);
    }
}
