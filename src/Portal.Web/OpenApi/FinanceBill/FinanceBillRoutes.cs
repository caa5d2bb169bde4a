using FundPortal.Application.OpenApi.Windows;
using FundPortal.Web.Host;

namespace FundPortal.Web.OpenApi.FinanceBill;

internal static class FinanceBillRoutes
{
    /// <summary>With and without a slash at the end, and as the old OMS has it behind its script.</summary>
    private static readonly string[] Paths = ["/openapi/rpc/service", "/index.php/openapi/rpc/service"];

    public static void AddFinanceBill(this IServiceCollection services)
    {
        services.AddSingleton<BillGate>();
        services.AddSingleton<FinanceBillApi>();
    }

    public static void MapFinanceBill(this WebApplication app)
    {
        // Made now: what was signed before the portal started is refused, so it must know when that was.
        app.Services.GetRequiredService<IReplayWindow>();
        var api = app.Services.GetRequiredService<FinanceBillApi>();
        foreach (var path in Paths)
            // Every verb, since also the wrong one is answered as the contract says; and past everything that is made for browsers.
            app.Map(path, api.HandleAsync).AllowAnonymous().WithMetadata(new WorksWithoutKeys(), new HasCallLog()).ShortCircuit();
    }
}
