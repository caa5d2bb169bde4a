using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Notices;

internal static class NoticeServices
{
    public static void AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        // Read late, so that a test host's settings count.
        services.AddSingleton(_ => MailOptions.From(configuration));
        services.AddSingleton<OutboxBell>();
        services.AddScoped<Noticeboard>();
        services.AddScoped<Mailer>();
        services.AddScoped<UnreadNotices>();
    }
}
