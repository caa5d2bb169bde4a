using FundPortal.Application.Data;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Channels;

internal static class ChannelScope
{
    /// <summary>Channels are seen whole by who manages them, and by others when they serve an account in their scope.</summary>
    public static IQueryable<Channel> ChannelsVisibleTo(this PortalDbContext db, Actor actor)
    {
        if (actor.May(Permission.ManageChannels))
            return db.Channels;
        var visible = db.AccountsVisibleTo(actor);
        return db.Channels.Where(c => db.ChannelAccounts.Any(s => s.ChannelId == c.Id && visible.Any(a => a.Id == s.AccountId)));
    }
}
