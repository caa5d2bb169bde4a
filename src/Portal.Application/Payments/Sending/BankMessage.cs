using FundPortal.Application.Channels;

namespace FundPortal.Application.Payments.Sending;

/// <summary>A call about one order and the bank's answer as they went over the wire, secrets masked. Never changed.</summary>
public sealed class BankMessage
{
    public const int MaxCall = 64;
    public const int MaxOutcome = 40;

    public long Id { get; init; }

    public long InstructionId { get; init; }

    public DateTime At { get; init; }

    public required string Call { get; init; }

    /// <summary>What the portal made of the answer: a <see cref="SubmitResult"/> or <see cref="QueryResult"/>.</summary>
    public required string Outcome { get; init; }

    public required string Request { get; init; }

    public string? Response { get; init; }

    public int Milliseconds { get; init; }

    internal static BankMessage? Of(long instruction, string outcome, Exchange? exchange) =>
        exchange is null
            ? null
            : new BankMessage
            {
                InstructionId = instruction,
                At = exchange.At,
                Call = exchange.Call,
                Outcome = outcome,
                Request = exchange.Request,
                Response = exchange.Response,
                Milliseconds = exchange.Milliseconds,
            };
}
