using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>A day whose balances do not add up becomes an incident of the channel, and whoever watches the account is told, in the caller's commit.</summary>
internal sealed class DriftNews(PortalDbContext db, Noticeboard notices)
{
    public const string Kind = "Drift";

    public async Task TellAsync(Turn turn, Account account, DateOnly day, DateTime now, CancellationToken ct)
    {
        db.ChannelIncidents.Add(
            new ChannelIncident
            {
                ChannelId = turn.ChannelId,
                Kind = Kind,
                Code = "balance_drift",
                // The account's end only: administrators without its scope read incidents too.
                Text = $"…{(account.Number.Length > 4 ? account.Number[^4..] : account.Number)} {day:yyyy-MM-dd}",
                FirstAt = now,
                LastAt = now,
            }
        );
        var one = db.Accounts.Where(a => a.Id == account.Id);
        notices.Add(
            await AccountPeople.WithAsync(db, one, [Permission.ViewChannels], ct),
            NoticeKinds.BalanceDrift,
            "/drift",
            account.Name,
            day
        );
    }
}
