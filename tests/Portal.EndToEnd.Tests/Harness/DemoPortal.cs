using FundPortal.Application;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Playwright;
using OtpNet;

namespace FundPortal.EndToEnd.Tests.Harness;

/// <summary>The portal with the demonstration group, and a browser: shared by the tests of a class, which sign in as different people.</summary>
public sealed class DemoPortal : IAsyncLifetime
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a code may take from here to the portal on a busy machine.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);

    public PortalProcess Portal { get; private set; } = null!;

    /// <summary>How the portal is started; a test may want other settings.</summary>
    public Func<Task<PortalProcess>> Start { get; init; } = () => PortalProcess.StartAsync();

    public Browser Browser { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        Portal = await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Browser.DisposeAsync();
    }

    /// <summary>
    /// A code of that person's authenticator app that was not used yet. The portal takes codes from one step before now to one after, each
    /// once and in order; only when these are used up the next one is waited for.
    /// </summary>
    public async Task<string> CodeAsync(string user)
    {
        var name = user.ToUpperInvariant();
        var person = await ReadAsync(db =>
            db.Users.Where(p => p.NormalizedUserName == name).Select(p => new { p.TotpSecret, p.LastTotpStep }).SingleAsync()
        );
        var secret = await RunAsync((TotpSecrets guard, Actor _) => Task.FromResult(guard.Base32(person.TotpSecret!)));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / TotpSecrets.StepSeconds;
        // Still good when the machine is slow and a step ends before the code has arrived.
        var arrives = (DateTimeOffset.UtcNow + Arrival).ToUnixTimeSeconds() / TotpSecrets.StepSeconds;
        var step = Math.Max(person.LastTotpStep + 1, arrives - 1);
        if (step > now + 1)
            await Task.Delay(DateTimeOffset.FromUnixTimeSeconds((step - 1) * TotpSecrets.StepSeconds) - DateTimeOffset.UtcNow + Margin);
        return new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(
            DateTimeOffset.FromUnixTimeSeconds(step * TotpSecrets.StepSeconds).UtcDateTime
        );
    }

    /// <summary>Signs in with password and a code.</summary>
    public async Task<IPage> SignInAsync(string user, string password, string locale = "zh-CN", int width = 1280, bool dark = false)
    {
        var context = await Browser.NewPersonAsync(Portal.Address, locale, width, dark: dark);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await GivePasswordAsync(page, user, password);
        await page.WaitForURLAsync("**/sign-in/code*");
        await GiveCodeAsync(page, await CodeAsync(user));
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
        // As the portal beside it: its key ring reads the TOTP secrets.
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development });
        services.AddKeyProtection(configuration);
        services.AddPortal(configuration);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TUseCase>(), Actor.System);
    }

    public Task<T> ReadAsync<T>(Func<PortalDbContext, Task<T>> read) => RunAsync((PortalDbContext db, Actor _) => read(db));

    public Task<Guid> AccountAsync(string number) =>
        ReadAsync(db => db.Accounts.Where(account => account.Number == number).Select(account => account.PublicId).SingleAsync());
}
