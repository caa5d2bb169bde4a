namespace FundPortal.SandboxBank.Books;

/// <summary>An order as the bank received it, and what became of it.</summary>
/// <param name="Reference">The payer's <c>yurRef</c>. Two orders have the same one only where a fault switched the bank's own check off.</param>
/// <param name="State">One of <see cref="OrderState"/>.</param>
/// <param name="ExecuteAt">UTC; when a received order is executed.</param>
/// <param name="ReturnAt">UTC; when the money of a settled one comes back; null: never.</param>
/// <param name="DoubtUntil">UTC; until then the bank says that it is in doubt itself.</param>
/// <param name="HiddenUntil">UTC; until then the bank says that it does not know the reference.</param>
internal sealed record PaymentOrder(
    long Id,
    string User,
    string Reference,
    string FromAccount,
    string ToAccount,
    string ToName,
    string ToBank,
    string ToBankCode,
    string OwnBank,
    string Currency,
    long AmountMinor,
    string Purpose,
    DateTime ReceivedAt,
    string State,
    string FailCode,
    string FailText,
    DateTime ExecuteAt,
    DateTime? ReturnAt,
    DateTime? DoubtUntil,
    DateTime? HiddenUntil,
    DateTime? EndedAt,
    DateTime? ReturnedAt
)
{
    public string Number => $"R{Id:000000000}";
}

internal static class OrderState
{
    public const string Received = "received";
    public const string Settled = "settled";
    public const string Failed = "failed";
    public const string Returned = "returned";
}
