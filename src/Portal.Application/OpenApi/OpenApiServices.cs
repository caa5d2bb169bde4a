using FundPortal.Application.OpenApi.Calls;
using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Application.OpenApi.Windows;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace FundPortal.Application.OpenApi;

internal static class OpenApiServices
{
    /// <summary>
    /// With <c>Redis:Connection</c> (<c>host:6379,password=…</c>) several nodes share used signatures and rates; without it there is one node.
    /// </summary>
    public static void AddOpenApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ApiSecrets>();
        services.AddSingleton<ClientDirectory>();
        services.AddSingleton<ClientScopes>();
        services.AddSingleton<RateGate>();
        services.AddSingleton<CallLog>();
        services.AddSingleton<CallGate>();
        services.AddScoped<SandboxBook>();
        services.AddScoped<SandboxReads>();
        services.AddScoped<SandboxPayments>();
        services.AddSingleton(provider => new WebhookHttp(
            WebhookHttp.RulesFrom(configuration),
            provider.GetRequiredService<ApiSecrets>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        // Read late, so that a test host's settings count.
        services.AddSingleton<IReplayWindow>(provider => new AheadWindow(
            IsShared(configuration)
                ? ActivatorUtilities.CreateInstance<RedisReplayWindow>(provider)
                : new MemoryReplayWindow(provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ITokenBuckets>(provider =>
            IsShared(configuration) ? ActivatorUtilities.CreateInstance<RedisTokenBuckets>(provider) : new MemoryTokenBuckets()
        );
        services.AddSingleton<IConnectionMultiplexer>(_ => SharedMemory.Connect(configuration["Redis:Connection"]!));
    }

    private static bool IsShared(IConfiguration configuration) => configuration["Redis:Connection"] is { Length: > 0 };
}
