using FundPortal.Application;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace FundPortal.EndToEnd.Tests.Harness;

/// <summary>The portal with the demonstration group, and a browser: shared by the tests of a class, which sign in as different people.</summary>
public sealed class DemoPortal : IAsyncLifetime
{
    public PortalProcess Portal { get; private set; } = null!;

    public Browser Browser { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        Portal = await PortalProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Browser.DisposeAsync();
    }

    /// <summary>Signs in with password and the code of this moment; a code that another test just used is waited out.</summary>
    public async Task<IPage> SignInAsync(string user, string password, string locale = "zh-CN", int width = 1280, bool dark = false)
    {
        var context = await Browser.NewPersonAsync(Portal.Address, locale, width, dark: dark);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await GivePasswordAsync(page, user, password);
        await page.WaitForURLAsync("**/sign-in/code*");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var (_, code, _) = await Portal.RunAsync("demo", "totp", user);
            await GiveCodeAsync(page, code.Trim());
            if (!page.Url.Contains("/sign-in/code", StringComparison.Ordinal))
                break;
            await Task.Delay(TimeSpan.FromSeconds(31 - (DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 30)));
        }
        await page.WaitForSelectorAsync("#content h1");
        return page;
    }

    public static async Task GivePasswordAsync(IPage page, string user, string password)
    {
        await page.FillAsync("input[name='Form.Name']", user);
        await page.FillAsync("input[name='Form.Password']", password);
        await SubmitAsync(page);
    }

    public static async Task GiveCodeAsync(IPage page, string code)
    {
        await page.FillAsync("input[name='Form.Code']", code);
        await SubmitAsync(page);
    }

    /// <summary>Presses the form's own button (the language switch is a form too) and waits for the answer.</summary>
    public static async Task SubmitAsync(IPage page)
    {
        await page.EvaluateAsync("() => { window.beforeSubmit = true; }");
        await page.ClickAsync("main form:not([action='/language']) button[type=submit]");
        // The answer is a new document, on whatever page the redirect ends.
        await page.WaitForFunctionAsync("() => window.beforeSubmit === undefined && document.readyState === 'complete'");
    }

    /// <summary>Runs a use case as the machine's administrator on the portal's own database.</summary>
    public async Task<T> RunAsync<TUseCase, T>(Func<TUseCase, Actor, Task<T>> run)
        where TUseCase : notnull
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:Portal"] = $"Data Source={Path.Combine(Portal.Folder, "fundportal.db")}",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddDataProtection();
        services.AddPortal(configuration);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TUseCase>(), Actor.System);
    }

    public Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read) => RunAsync((PortalDbContext db, Actor _) => read(db));

    public Task<Guid> AccountAsync(string number) =>
        ReadAsync(db => db.Accounts.Where(account => account.Number == number).Select(account => account.PublicId).SingleAsync());
}
