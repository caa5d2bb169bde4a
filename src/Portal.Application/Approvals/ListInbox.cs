using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Approvals;

/// <summary>Payments that wait for signatures, the oldest first: those that wait for me, or all in my data scope.</summary>
public sealed class ListInbox(InboxReads reads, Signatories signatories) : IUseCase<ListInbox.Query, ListInbox.Page>
{
    public const int Size = 100;

    /// <param name="After">A page's <see cref="Page.Next"/>.</param>
    public sealed record Query(bool Mine = true, long After = 0);

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, long? Next);

    /// <param name="Payee">Null for payroll.</param>
    /// <param name="Level">Name of the level that I would sign, or the first open one.</param>
    /// <param name="Origin">The rule that asks for it.</param>
    /// <param name="WaitsSince">UTC; when that level opened.</param>
    /// <param name="DueAt">UTC; when it expires, if ever.</param>
    /// <param name="IsFirstTime">Nothing was ever paid to this payee.</param>
    /// <param name="Shown">Content hash to hand back with the decision.</param>
    /// <param name="OnBehalfOf">Whose delegation I would sign by.</param>
    public sealed record Row(
        Guid Id,
        string Number,
        PaymentType Type,
        string AccountName,
        string EntityName,
        string? Payee,
        string? PayeeAccount,
        Money Amount,
        string Purpose,
        string? Reference,
        DateOnly? PayOn,
        string Maker,
        DateTime SubmittedAt,
        string Level,
        string Origin,
        int Signatures,
        int Quorum,
        DateTime WaitsSince,
        DateTime? DueAt,
        bool IsFirstTime,
        bool HasDuplicateReason,
        bool CanSign,
        string? OnBehalfOf,
        string Shown
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var rows = new List<Row>();
        var voices = await signatories.VoicesAsync(actor.PersonId, ct);
        var after = input.After;
        while (true)
        {
            var payments = await reads.WaitingAsync(actor, input.Mine ? voices : null, after, Size, ct);
            var people = await signatories.ForAccountsAsync([.. payments.Select(p => p.AccountId).Distinct()], voices, ct);
            foreach (var payment in payments)
            {
                after = payment.Id;
                if (Show(payment, people[payment.AccountId], actor) is { } row && (row.CanSign || !input.Mine))
                    rows.Add(row);
                if (rows.Count == Size)
                    return new Page(rows, after);
            }
            if (payments.Count < Size)
                return new Page(rows, null);
        }
    }

    private static Row? Show(WaitingPayment payment, AccountSignatories people, Actor actor)
    {
        var signing = payment.Signing;
        var right = people.Of(actor.PersonId, payment.PolicyMinor) is { } me ? signing.RightOf(me) : PaymentRefusals.NotYours;
        var mayDecide = actor.May(Permission.SignPayments) && right.IsOk;
        var level = mayDecide ? right.Value.Level : signing.Route.FirstOrDefault(l => l.IsOpen);
        if (level is null)
            return null;
        return new Row(
            payment.PublicId,
            Payment.NumberOf(payment.Id),
            payment.Type,
            payment.AccountName,
            payment.EntityName,
            payment.Payee,
            payment.PayeeAccount,
            payment.Amount,
            payment.Purpose,
            payment.Reference,
            payment.PayOn,
            payment.Maker,
            payment.SubmittedAt,
            level.Rule.Name,
            level.Rule.Origin,
            signing.Voices.Count(voice => voice.Level == level.Ordinal),
            level.Rule.Quorum,
            level.OpenedAt!.Value,
            level.Rule.TimeLimit?.ExpireAfter is { } expires ? level.OpenedAt.Value + expires : null,
            payment.IsFirstTime,
            payment.HasDuplicateReason,
            mayDecide,
            mayDecide && right.Value.Mandate is { } mandate ? people.NameOf(mandate.From) : null,
            Convert.ToHexStringLower(payment.ContentHash)
        );
    }
}
