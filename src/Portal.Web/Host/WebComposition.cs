using FundPortal.Application;
using FundPortal.Web.Layout;
using MudBlazor.Services;

namespace FundPortal.Web.Host;

/// <summary>Puts the portal together: services first, then the order in which a request passes.</summary>
internal static class WebComposition
{
    public static void AddPortalWeb(this WebApplicationBuilder builder)
    {
        builder.Services.AddPortal(builder.Configuration);
        builder.Services.AddLocalization();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<CurrentSession>();
        builder.Services.AddScoped<Desk>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddMudServices();
    }

    public static void UsePortalWeb(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
