using System.CommandLine;
using FundPortal.Application.Data;

namespace FundPortal.Web.CommandLine;

internal static class MigrateCommand
{
    public static Command Make()
    {
        var command = new Command("migrate", "Brings the database to this program's version.");
        command.SetAction(
            async (parsed, ct) =>
            {
                using var host = CommandHost.Build();
                await using var scope = host.Services.CreateAsyncScope();
                var applied = await scope.ServiceProvider.GetRequiredService<DatabaseStart>().MigrateAsync(ct);
                var output = parsed.InvocationConfiguration.Output;
                await output.WriteLineAsync(applied.Count == 0 ? "The database is up to date." : "Applied:");
                foreach (var migration in applied)
                    await output.WriteLineAsync("  " + migration);
                return PortalCommands.Done;
            }
        );
        return command;
    }
}
