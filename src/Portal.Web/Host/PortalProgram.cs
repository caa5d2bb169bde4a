using FundPortal.Application.Data;
using FundPortal.Application.Demo;
using FundPortal.Application.Notices;
using FundPortal.Application.Payments.Sending;
using FundPortal.Web.CommandLine;
using FundPortal.Web.Identity;

namespace FundPortal.Web.Host;

/// <summary>One program: the portal when started bare (or with settings such as <c>--urls</c>), a command when the first argument names one.</summary>
public static class PortalProgram
{
    public static Task<int> RunAsync(string[] args) => PortalCommands.IsCommand(args) ? PortalCommands.RunAsync(args) : ServeAsync(args);

    internal static async Task<int> ServeAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await using var sandbox = await SandboxChild.StartAsync(app, CancellationToken.None);
            if (!await app.PrepareAsync(CancellationToken.None))
                return 1;
            await app.RunAsync();
            return 0;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A wrong setting, a database that cannot be reached, an address that is taken: one readable reason instead of a crash.
            await Console.Error.WriteLineAsync($"The portal does not start: {error.Message}");
            return 1;
        }
    }

    /// <param name="more">What a test changes before the host is built.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? more = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                EnvironmentName = SourceTree.Environment(args),
                ApplicationName = typeof(PortalProgram).Assembly.GetName().Name,
                ContentRootPath = ContentRoot,
            }
        );
        // Also when it is started from the build's output, outside Development.
        builder.WebHost.UseStaticWebAssets();
        builder.AddPortalWeb();
        more?.Invoke(builder);
        var app = builder.Build();
        app.UsePortalWeb();
        return app;
    }

    /// <summary>Checks the settings, migrates the database, opens the key ring. False, and the reason in the log, when the portal cannot serve.</summary>
    internal static async Task<bool> PrepareAsync(this WebApplication app, CancellationToken ct)
    {
        var refusals = StartChecks.Refusals(app.Configuration, app.Environment);
        foreach (var refusal in refusals)
            app.Logger.LogCritical("The portal does not start: {Reason}", refusal);
        if (refusals.Count > 0)
            return false;
        // Wrong settings of mail and sending stop the portal now, not the first e-mail or payment later.
        _ = app.Services.GetRequiredService<MailOptions>();
        _ = app.Services.GetRequiredService<SendingOptions>();
        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<DatabaseStart>().MigrateAsync(ct);
        app.Services.GetRequiredService<KeyRing>().Open();
        await using (var scope = app.Services.CreateAsyncScope())
        {
            if (await scope.ServiceProvider.GetRequiredService<RestoreGuard>().CheckAsync(ct) > 0)
                app.Logger.LogWarning("The database was restored from a backup: nothing is sent until two people arm sending again");
        }
        // Production refuses the setting (StartChecks); Development seeds unless told not to.
        if (app.Environment.IsDevelopment() && app.Configuration.GetValue("Demo:Seed", defaultValue: true))
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoGroup>().SeedAsync(ct);
        }
        await app.Services.GetRequiredService<SetUpToken>().AnnounceAsync(ct);
        return true;
    }

    /// <summary>Where appsettings.json lies: the working folder, or else the program's own.</summary>
    internal static string ContentRoot =>
        File.Exists(Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"))
            ? Directory.GetCurrentDirectory()
            : AppContext.BaseDirectory;
}
