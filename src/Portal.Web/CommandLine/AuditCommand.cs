using System.CommandLine;
using System.Globalization;
using FundPortal.Application.Audit;
using FundPortal.Domain;

namespace FundPortal.Web.CommandLine;

internal static class AuditCommand
{
    public static Command Make()
    {
        var verify = new Command("verify", "Checks the audit chain from its first entry to its head, and against the anchor file.");
        verify.SetAction(
            (parsed, ct) =>
                CommandHost.RunAsync<VerifyAudit>(
                    parsed,
                    async (use, stop) => await SayAsync(parsed, await use.HandleAsync(new(), CommandHost.Operator, stop)),
                    ct
                )
        );
        return new Command("audit", "The audit trail.") { verify };
    }

    private static async Task<int> SayAsync(ParseResult parsed, Result<VerifyAudit.Report> result)
    {
        if (result.Refusal is { } refusal)
            return await Refusals.SayAsync(parsed, refusal);
        var (report, output) = (result.Value, parsed.InvocationConfiguration.Output);
        var anchors = $"{report.AnchorsChecked} anchors agree, {report.AnchorsUnreadable} unreadable";
        if (report.FirstBroken is { } fault)
        {
            await output.WriteLineAsync(
                $"BROKEN at entry {fault.Seq}: {fault.Kind}. {report.Entries} entries before it are whole; {anchors}."
            );
            return PortalCommands.Failed;
        }
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The chain is whole: {report.Entries} entries in {report.Seconds:F1} s, last hash {report.LastHash}; {anchors}."
            )
        );
        return PortalCommands.Done;
    }
}
