using System.CommandLine;
using FundPortal.Application.Statements;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain;

namespace FundPortal.Web.CommandLine;

internal static class VerifyCommand
{
    private static readonly Argument<FileInfo> StatementFile = new("FILE")
    {
        Description = "A statement (.xlsx or .csv) that was exported here.",
    };

    public static Command Make()
    {
        var command = new Command(
            "verify",
            "Says whether a downloaded statement is unaltered. Exit code 0 when it is, 1 when not, 2 when there is no such file."
        )
        {
            StatementFile.AcceptExistingOnly(),
        };
        command.SetAction((parsed, ct) => VerifyAsync(parsed, parsed.GetValue(StatementFile)!, ct));
        return command;
    }

    private static Task<int> VerifyAsync(ParseResult parsed, FileInfo file, CancellationToken ct) =>
        CommandHost.RunAsync<VerifyStatement>(
            parsed,
            async (use, stop) =>
            {
                await using var content = file.OpenRead();
                return await SayAsync(parsed, await use.HandleAsync(new(content, file.Name), CommandHost.Operator, stop));
            },
            ct
        );

    private static async Task<int> SayAsync(ParseResult parsed, Result<VerifyStatement.Answer> result)
    {
        if (result.Refusal is { } refusal)
            return await Refusals.SayAsync(parsed, refusal);
        var answer = result.Value;
        var first = answer.File.First is { } difference
            ? $" First difference: {difference.Reason} {difference.Sheet} {difference.Place}".TrimEnd()
            : "";
        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            answer switch
            {
                { IsGenuine: true } =>
                    $"Unaltered: exported {answer.ExportedAt:yyyy-MM-dd HH:mm} UTC by {answer.ExportedBy}, code {answer.File.ComputedCode}.",
                { File.Verdict: StatementVerdict.NotAStatement } => $"Not a statement of this portal.{first}",
                { File.Verdict: StatementVerdict.Altered } => $"ALTERED.{first}",
                { IsKnown: false } => "Consistent in itself, but the audit chain does not know its code.",
                _ => "The audit chain disagrees with the entry printed on the file: the chain may have been written anew.",
            }
        );
        return answer.IsGenuine ? PortalCommands.Done : PortalCommands.Failed;
    }
}
