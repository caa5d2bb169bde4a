using System.CommandLine;

namespace FundPortal.Web.CommandLine;

/// <summary>The commands for administrators and scripts. Exit codes: 0 done, 1 failed, 2 bad input.</summary>
internal static class PortalCommands
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;

    private static readonly string[] Help = ["--help", "-h", "-?", "/?", "--version"];

    /// <summary>Settings such as <c>--urls</c> belong to the portal itself.</summary>
    public static bool IsCommand(string[] args) =>
        args is [var first, ..] && (!first.StartsWith('-') || Help.Contains(first, StringComparer.Ordinal));

    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.In, Console.Out, Console.Error);

    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("FundPortal: one portal over the money at many banks. Without a command it serves the portal.")
        {
            MigrateCommand.Make(),
            DemoCommand.Make(),
            CreateAdminCommand.Make(input),
            ImportCommand.Make(),
            VerifyCommand.Make(),
            AuditCommand.Make(),
            ExportStatementCommand.Make(),
        };
        var parsed = root.Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            var code = await parsed.InvokeAsync(configuration);
            return parsed.Errors.Count > 0 ? BadInput : code;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await error.WriteLineAsync(failure.Message);
            return Failed;
        }
    }
}
