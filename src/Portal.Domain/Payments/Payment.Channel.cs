namespace FundPortal.Domain.Payments;

public sealed partial class Payment
{
    /// <summary>
    /// Null when nothing in the payment itself speaks against sending it: approved, its content unaltered, and every level signed by as many
    /// people as it needs, each under this very content and policy version. The sender asks once more right before the bank.
    /// </summary>
    public Refusal? CheckRelease()
    {
        if (State != PaymentState.Approved)
            return PaymentRefusals.WrongState(State);
        if (CheckContent() is { } altered)
            return altered;
        var isSigned = Route.All(level =>
            Standing
                .Where(s =>
                    s.Level == level.Ordinal && s.PolicyVersionId == PolicyVersionId && s.ContentHash.AsSpan().SequenceEqual(ContentHash)
                )
                .Select(s => s.PersonId)
                .Distinct()
                .Count() >= level.Rule.Quorum
        );
        return isSigned && Route.Any() ? null : PaymentRefusals.ContentAltered;
    }

    /// <summary>Hands it to the channel's sender. From here on nobody can take it back.</summary>
    public Result<Done> Release(DateTime now)
    {
        if (CheckRelease() is { } refusal)
            return refusal;
        Move(PaymentState.Released);
        Note(PaymentStep.Released, new Doer(Guid.Empty, null, now));
        return default(Done);
    }

    /// <summary>What the bank says of it.</summary>
    /// <param name="to">Accepted, Unknown, Settled, Failed or Returned.</param>
    public Result<Done> BankReports(PaymentState to, string? code, string? text, DateTime now)
    {
        if (State < PaymentState.Released || to is < PaymentState.Accepted or > PaymentState.Returned || !PaymentMoves.May(State, to))
            return PaymentRefusals.WrongState(State);
        if (to == PaymentState.Failed)
            End(to);
        else
            Move(to);
        Note(PaymentStep.BankReported, new Doer(Guid.Empty, null, now), text, code);
        return default(Done);
    }
}
