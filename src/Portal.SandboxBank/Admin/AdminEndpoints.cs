using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank.Admin;

/// <summary>What tests and people at the desk can tell the bank to do, and ask it afterwards.</summary>
internal static class AdminEndpoints
{
    public sealed record FaultRequest(Fault Fault, string? Account, long? AmountMinor, string? Reference, string? Call, int? Times);

    public sealed record BookRequest(string Account, long AmountMinor, string? Code, string? Text, string? PartyName, string? Reference);

    public sealed record ReverseRequest(string Account, long Sequence);

    /// <param name="AmountMinor">What the posting should have been, with its sign.</param>
    public sealed record CorrectRequest(string Account, long Sequence, long AmountMinor);

    /// <summary>All in milliseconds; what is left out stays.</summary>
    public sealed record PaceRequest(int? Settle, int? Late, int? Return, int? Doubt, int? Hang, int? Income);

    public static void MapAdmin(this WebApplication app)
    {
        var admin = app.MapGroup("/admin");
        admin.MapGet("/faults", (FaultBook faults) => new { faults.Random, faults.Rules });
        admin.MapPost(
            "/faults",
            (FaultRequest asked, FaultBook faults) =>
            {
                var rule = new FaultRule(asked.Fault, asked.Account, asked.AmountMinor, asked.Reference, asked.Call, asked.Times);
                faults.Add(rule);
                return rule;
            }
        );
        admin.MapDelete("/faults", (FaultBook faults) => faults.Clear());
        admin.MapPost("/random", (RandomFaults asked, FaultBook faults) => faults.Random = asked);
        admin.MapPost("/pace", (PaceRequest asked, Pace pace) => Set(asked, pace));
        admin.MapPost(
            "/book",
            (BookRequest asked, Ledger ledger) =>
                ledger.Book(
                    asked.Account,
                    asked.AmountMinor,
                    asked.Code ?? "TRF",
                    asked.Text ?? "",
                    asked.PartyName ?? "",
                    "6200000000000000",
                    asked.Reference ?? ""
                )
        );
        admin.MapPost(
            "/reverse",
            (ReverseRequest asked, Ledger ledger) => ledger.Reverse(asked.Account, asked.Sequence) ? Results.Ok() : Results.NotFound()
        );
        admin.MapPost(
            "/correct",
            (CorrectRequest asked, Ledger ledger) =>
                ledger.Correct(asked.Account, asked.Sequence, asked.AmountMinor) ? Results.Ok() : Results.NotFound()
        );
        admin.MapPost("/end-day", (Ledger ledger) => new { today = ledger.EndDay() });
        admin.MapGet("/report", Report);
    }

    /// <summary>Every order with how often money moved under its reference, and whether the books add up.</summary>
    private static object Report(Ledger ledger)
    {
        var executions = ledger.Executions();
        return new
        {
            today = ledger.Today,
            problems = ledger.Check(),
            accounts = ledger.Accounts(),
            orders = ledger.Orders().Select(order => new { order, executions = executions.GetValueOrDefault(order.Reference) }),
        };
    }

    private static void Set(PaceRequest asked, Pace pace)
    {
        pace.Settle = Time(asked.Settle, pace.Settle);
        pace.Late = Time(asked.Late, pace.Late);
        pace.Return = Time(asked.Return, pace.Return);
        pace.Doubt = Time(asked.Doubt, pace.Doubt);
        pace.Hang = Time(asked.Hang, pace.Hang);
        pace.Income = Time(asked.Income, pace.Income);
    }

    private static TimeSpan Time(int? milliseconds, TimeSpan unchanged) =>
        milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : unchanged;
}
