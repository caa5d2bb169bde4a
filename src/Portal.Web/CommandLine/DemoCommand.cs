using System.CommandLine;
using FundPortal.Application.Demo;

namespace FundPortal.Web.CommandLine;

/// <summary>The demonstration group, in Development only: its passwords are public.</summary>
internal static class DemoCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of the person, such as wang.min." };

    public static Command Make()
    {
        var totp = new Command("totp", "Prints the person's current TOTP code.") { Name };
        totp.SetAction((parsed, ct) => InDevelopmentAsync(parsed, (demo, stop) => CodeAsync(parsed, demo, stop), ct));
        var demo = new Command("demo", "Adds the demonstration group to an empty database (Development only).") { totp };
        demo.SetAction((parsed, ct) => InDevelopmentAsync(parsed, (group, stop) => SeedAsync(parsed, group, stop), ct));
        return demo;
    }

    private static async Task<int> InDevelopmentAsync(
        ParseResult parsed,
        Func<DemoGroup, CancellationToken, Task<int>> run,
        CancellationToken ct
    )
    {
        if (CommandHost.IsDevelopment)
            return await CommandHost.RunAsync(parsed, run, ct);
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            "The demonstration group works in Development only (ASPNETCORE_ENVIRONMENT)."
        );
        return PortalCommands.Failed;
    }

    private static async Task<int> SeedAsync(ParseResult parsed, DemoGroup group, CancellationToken ct)
    {
        var isSeeded = await group.SeedAsync(ct);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            isSeeded ? "The demonstration group was added." : "Nothing was added: the database is not empty."
        );
        return isSeeded ? PortalCommands.Done : PortalCommands.BadInput;
    }

    private static async Task<int> CodeAsync(ParseResult parsed, DemoGroup group, CancellationToken ct)
    {
        if (await group.CodeAsync(parsed.GetRequiredValue(Name), ct) is { } code)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(code);
            return PortalCommands.Done;
        }
        await parsed.InvocationConfiguration.Error.WriteLineAsync("There is no such person, or TOTP is not set up yet.");
        return PortalCommands.BadInput;
    }
}
