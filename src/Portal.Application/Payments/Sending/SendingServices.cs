using FundPortal.Application.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Payments.Sending;

internal static class SendingServices
{
    public static void AddSending(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => SendingOptions.From(configuration));
        services.AddSingleton<LastLook>();
        services.AddScoped<Installation>();
        services.AddScoped<RestoreGuard>();
        services.AddScoped<SendingGate>();
        services.AddScoped<PaymentRelease>();
        services.AddScoped<OrderSender>();
        services.AddScoped<OrderResults>();
        services.AddScoped<OrderNews>();
        services.AddScoped<Contradictions>();
        services.AddScoped<IStoredEntries, SettleByStatement>();
    }
}
