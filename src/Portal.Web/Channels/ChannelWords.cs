using System.Globalization;
using FundPortal.Application.Channels;
using FundPortal.Domain.Channels;
using FundPortal.Web.Layout;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.Channels;

/// <summary>What is wrong with a channel, in plain words.</summary>
internal static class ChannelWords
{
    /// <summary>A certificate that ends within this is worth a word.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static string Tone(ChannelState state) =>
        state switch
        {
            ChannelState.Live => "good",
            ChannelState.Paused => "warn",
            _ => "",
        };

    public static IEnumerable<string> Problems(IStringLocalizer<ChannelsText> text, ListChannels.Row row, DateTime now)
    {
        if (row.FailuresInARow > 0)
            yield return text["Failing", row.FailuresInARow, $"{row.LastCode} {row.LastText}"];
        if (row is { IsLate: true, Lag: { } lag })
            yield return text["Late", Duration(text, lag)];
        if (row.DriftingDays > 0)
            yield return text["Drifting", row.DriftingDays];
        if (row.CertificateEndsAt is { } ends && ends - now < Soon)
            yield return text["CertificateSoon", Format.Instant(ends)];
    }

    public static string Duration(IStringLocalizer<ChannelsText> text, TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? text["Seconds", (long)time.TotalSeconds]
        : time < TimeSpan.FromHours(2) ? text["Minutes", (long)time.TotalMinutes]
        : text["Hours", (long)time.TotalHours];

    /// <summary>Thousandths as percent with one decimal.</summary>
    public static string Percent(long permille) => (permille / 10m).ToString("0.0", CultureInfo.CurrentCulture) + " %";
}
