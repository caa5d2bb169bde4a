using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Data;
using FundPortal.Domain.Channels;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>Trials of a channel, and whether they were of the settings that it has now.</summary>
internal sealed class Trials(PortalDbContext db, TimeProvider clock)
{
    public async Task<string> SettingsOfAsync(Channel channel, CancellationToken ct)
    {
        var accounts = await db
            .ChannelAccounts.Where(a => a.ChannelId == channel.Id)
            .OrderBy(a => a.AccountId)
            .Select(a => new { a.AccountId, a.RemoteId })
            .ToListAsync(ct);
        var text = new StringBuilder(channel.Address).Append('\n').Append(channel.Settings).Append('\n');
        text.Append(Convert.ToHexString(channel.Credentials ?? []));
        foreach (var account in accounts)
            text.Append(CultureInfo.InvariantCulture, $"\n{account.AccountId} {account.RemoteId}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <returns>Whether there is a good one of the settings as they are.</returns>
    public async Task<bool> IsGoodAsync(Channel channel, TrialKind kind, CancellationToken ct)
    {
        var settings = await SettingsOfAsync(channel, ct);
        return await db.ChannelTrials.AnyAsync(t => t.ChannelId == channel.Id && t.Kind == kind && t.IsGood && t.Settings == settings, ct);
    }

    /// <param name="settings">As they were before the trial began.</param>
    public async Task KeepAsync(Channel channel, TrialKind kind, string settings, bool isGood, string text, CancellationToken ct)
    {
        var cut = text.Length <= ChannelTrial.MaxText ? text : text[..ChannelTrial.MaxText];
        var trial = await db.ChannelTrials.SingleOrDefaultAsync(t => t.ChannelId == channel.Id && t.Kind == kind, ct);
        trial ??= db
            .ChannelTrials.Add(
                new ChannelTrial
                {
                    ChannelId = channel.Id,
                    Kind = kind,
                    Settings = settings,
                    Text = cut,
                }
            )
            .Entity;
        (trial.Settings, trial.IsGood, trial.Text, trial.At) = (settings, isGood, cut, clock.GetUtcNow().UtcDateTime);
    }
}
