using Microsoft.Playwright;

namespace FundPortal.EndToEnd.Tests.Harness;

/// <summary>One Chromium for the whole run; each test opens contexts of its own. Missing in CI is a failure, elsewhere a skip.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

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
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags });
    }

    /// <param name="locale">What the browser asks for.</param>
    public async Task<IBrowserContext> NewPersonAsync(
        Uri portal,
        string locale = "zh-CN",
        int width = 1280,
        int height = 900,
        bool dark = false
    )
    {
        if (browser is null)
        {
            Assert.SkipUnless(IsCi, "Chromium is not installed; ./test.sh installs it.");
            Assert.Fail("Chromium is not installed.");
        }
        var context = await browser!.NewContextAsync(
            new()
            {
                BaseURL = portal.ToString(),
                Locale = locale,
                TimezoneId = "Asia/Shanghai",
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                AcceptDownloads = true,
            }
        );
        context.SetDefaultTimeout(30_000);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
}
