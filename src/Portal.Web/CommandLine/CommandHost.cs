using System.CommandLine;
using FundPortal.Application;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Web.Host;

namespace FundPortal.Web.CommandLine;

/// <summary>What the portal does, without the web: for one command. Warnings go to standard error.</summary>
internal static class CommandHost
{
    /// <summary>Whoever may run commands on this machine is the program itself; the trail says under which name.</summary>
    public static Actor Operator { get; } = Actor.System with { Name = $"system:{System.Environment.UserName}" };

    public static bool IsDevelopment => string.Equals(Environment(), Environments.Development, StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs one service in a scope of its own, on a database of this program's version.</summary>
    public static async Task<int> RunAsync<TService>(
        ParseResult parsed,
        Func<TService, CancellationToken, Task<int>> run,
        CancellationToken ct
    )
        where TService : notnull
    {
        using var host = Build();
        await using var scope = host.Services.CreateAsyncScope();
        if (!await scope.ServiceProvider.GetRequiredService<DatabaseStart>().IsCurrentAsync(ct))
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("The database is not of this version. Run: migrate");
            return PortalCommands.Failed;
        }
        // Before any write: the first key must not be made inside a transaction that holds the only writer's turn.
        if (!host.Services.GetRequiredService<KeyRing>().Open())
            return PortalCommands.Failed;
        return await run(scope.ServiceProvider.GetRequiredService<TService>(), ct);
    }

    public static IHost Build()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { EnvironmentName = Environment(), ContentRootPath = PortalProgram.ContentRoot }
        );
        builder
            .Configuration.AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{builder.Environment.EnvironmentName}.json", optional: true)
            .AddEnvironmentVariables();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddPortal(builder.Configuration);
        builder.Services.AddKeyProtection(builder.Configuration);
        return builder.Build();
    }

    private static string Environment() =>
        System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? SourceTree.Environment([])
        ?? Environments.Production;
}
