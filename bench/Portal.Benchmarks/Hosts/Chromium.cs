using Microsoft.Playwright;

namespace FundPortal.Benchmarks.Hosts;

/// <summary>The machine's Chromium, without a window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    // A closed network must not be asked for updates and the like; the sandbox needs rights that containers lack.
    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Pages behind others are measured too.
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
        "--disable-background-timer-throttling",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = Flags }));
    }

    /// <summary>A person of the portal, with the cookies of a sign-in.</summary>
    public async Task<IBrowserContext> OfAsync(SignedIn me, Uri portal)
    {
        var context = await NewAsync(portal);
        await context.AddCookiesAsync(
            me.Cookies.Select(cookie => new Microsoft.Playwright.Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Url = portal.ToString(),
            })
        );
        return context;
    }

    /// <summary>The person of the bare app.</summary>
    public async Task<IBrowserContext> OfBareAsync(Uri bare)
    {
        var context = await NewAsync(bare);
        await using var answer = await context.APIRequest.GetAsync(new Uri(bare, "enter").ToString());
        return answer.Ok ? context : throw new InvalidOperationException("The bare app lets nobody in.");
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private async Task<IBrowserContext> NewAsync(Uri address)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address.ToString(),
                Locale = "zh-CN",
                ViewportSize = new() { Width = 1280, Height = 900 },
            }
        );
        context.SetDefaultTimeout(60_000);
        return context;
    }
}
