using FundPortal.Web.Host.Circuits;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace FundPortal.Web.Host;

/// <summary>How much a visitor may send and keep open. An endpoint that takes files raises its own body limit.</summary>
internal static class WebLimits
{
    /// <summary>Our forms have a handful of short fields.</summary>
    public const long MaxBodyBytes = 64 * 1024;

    private const int MaxFormFields = 64;
    private const int MaxFieldBytes = 16 * 1024;
    private const int MaxHubMessageBytes = 32 * 1024;

    public static void AddWebLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AcceptClientCertificates();
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxConcurrentUpgradedConnections = CircuitRegistry.MaxPerNode;
        });
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueCountLimit = MaxFormFields;
            form.ValueLengthLimit = MaxFieldBytes;
            form.KeyLengthLimit = 256;
            form.BufferBodyLengthLimit = MaxBodyBytes;
        });
    }

    public static void LimitCircuits(this IServerSideBlazorBuilder blazor) =>
        blazor
            .AddCircuitOptions(options =>
            {
                // A page that lost its connection is kept for a short while; what .NET 10 would keep beyond that is not needed, since
                // filters live in addresses.
                options.DisconnectedCircuitMaxRetained = 100;
                options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
                options.PersistedCircuitInMemoryMaxRetained = 0;
                options.PersistedCircuitInMemoryRetentionPeriod = TimeSpan.FromSeconds(1);
                options.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(30);
                options.MaxBufferedUnacknowledgedRenderBatches = 10;
            })
            .AddHubOptions(hub =>
            {
                hub.MaximumReceiveMessageSize = MaxHubMessageBytes;
                hub.MaximumParallelInvocationsPerClient = 1;
                hub.EnableDetailedErrors = false;
                hub.AddFilter<CircuitInput>();
            });
}
