using FundPortal.Application.Channels.Cmb;
using FundPortal.Application.Channels.Files;
using FundPortal.Application.Channels.FinanceBill;
using FundPortal.Application.Channels.Http;
using FundPortal.Application.Channels.Pulls;
using FundPortal.Application.Channels.Settlement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Channels;

internal static class ChannelServices
{
    public static void AddChannels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ChannelSecrets>();
        services.AddSingleton<ChannelOpener>();
        services.AddSingleton<ChannelLog>();
        services.AddScoped<Turns>();
        services.AddScoped<ChannelReader>();
        services.AddScoped<StoreBalances>();
        services.AddScoped<StorePage>();
        services.AddScoped<StoreDay>();
        services.AddScoped<DriftNews>();
        services.AddScoped<FundsStamp>();
        services.AddSingleton(_ => OutboundRules.From(configuration));
        services.AddSingleton(_ => FolderRules.From(configuration));
        services.AddSingleton<IChannelKind, CmbKind>();
        services.AddSingleton<IChannelKind, BillKind>();
        services.AddSingleton<IChannelKind, SettlementKind>();
        services.AddSingleton<IChannelKind, FileKind>();
    }
}
