using FundPortal.BareApp;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MudBlazor.Services;

// What the portal's pages and its start are held against: Blazor, Identity and MudBlazor, one page, one table, nothing else.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseStaticWebAssets();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddDbContext<BareDb>(options => options.UseSqlite($"Data Source={builder.Configuration["db"]}"));
builder.Services.AddCascadingAuthenticationState();
builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
builder.Services.AddAuthorization();
builder.Services.AddIdentityCore<IdentityUser>().AddEntityFrameworkStores<BareDb>().AddSignInManager().AddDefaultTokenProviders();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddMudServices();
var app = builder.Build();
if (args.Contains("--seed"))
{
    await Seed.RunAsync(app.Services);
    return;
}
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapStaticAssets();
app.MapGet("/health", () => { });
app.MapGet(
    "/enter",
    async (UserManager<IdentityUser> users, SignInManager<IdentityUser> signIn) =>
    {
        await signIn.SignInAsync((await users.FindByNameAsync(Seed.User))!, isPersistent: true);
        return Results.Ok();
    }
);
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
await app.RunAsync();
