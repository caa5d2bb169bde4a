using System.CommandLine;
using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;

namespace FundPortal.Web.CommandLine;

/// <summary>Names and password are read from standard input: arguments are seen by everybody on the machine.</summary>
internal static class CreateAdminCommand
{
    public static Command Make(TextReader input)
    {
        var command = new Command("create-admin", "Makes an administrator; asks for user name, display name and password, one line each.");
        command.SetAction(
            (parsed, ct) => CommandHost.RunAsync<CreatePerson>(parsed, (create, stop) => CreateAsync(parsed, create, input, stop), ct)
        );
        return command;
    }

    private static async Task<int> CreateAsync(ParseResult parsed, CreatePerson create, TextReader input, CancellationToken ct)
    {
        var output = parsed.InvocationConfiguration.Output;
        var userName = await AskAsync("User name (lower-case letters, digits, dot, dash)", isHidden: false);
        var displayName = await AskAsync("Display name", isHidden: false);
        var password = await AskAsync("Password (empty: a temporary one is made)", isHidden: true);
        var result = await create.HandleAsync(
            new(userName, displayName, [Role.Administrator], password.Length == 0 ? null : password),
            CommandHost.Operator,
            ct
        );
        if (result.Refusal is { } refusal)
            return await Refusals.SayAsync(parsed, refusal);
        await output.WriteLineAsync($"Administrator {userName} was made.");
        if (result.Value.TemporaryPassword is { } temporary)
            await output.WriteLineAsync($"Temporary password, to be changed at the first sign-in: {temporary}");
        await output.WriteLineAsync("The first sign-in leads to the set-up of TOTP: have an authenticator app ready.");
        return PortalCommands.Done;

        async Task<string> AskAsync(string what, bool isHidden)
        {
            if (!Console.IsInputRedirected)
                await parsed.InvocationConfiguration.Error.WriteAsync(what + ": ");
            return isHidden && !Console.IsInputRedirected ? HiddenLine() : (await input.ReadLineAsync(ct))?.Trim('\r') ?? "";
        }
    }

    private static string HiddenLine()
    {
        var line = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
                line.Length = Math.Max(0, line.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                line.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return line.ToString();
    }
}
