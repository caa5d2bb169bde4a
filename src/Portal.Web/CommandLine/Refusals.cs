using System.CommandLine;
using FundPortal.Domain;

namespace FundPortal.Web.CommandLine;

/// <summary>What a use case refused, in plain English on standard error: its code is stable, so scripts can look for it.</summary>
internal static class Refusals
{
    /// <returns>The exit code for bad input.</returns>
    public static async Task<int> SayAsync(ParseResult parsed, Refusal refusal)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"Refused: {refusal.Code} {string.Join(", ", refusal.Args)}".TrimEnd());
        return PortalCommands.BadInput;
    }
}
