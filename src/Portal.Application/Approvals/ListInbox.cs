using FundPortal.Application.Data;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Payments that wait for signatures, the oldest first: those that wait for me, or all in my data scope.</summary>
public sealed class ListInbox(PortalDbContext db, Signatories signatories) : IUseCase<ListInbox.Query, ListInbox.Page>
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
            var payments = await CandidatesAsync(input.Mine ? voices : null, after, actor, ct);
            var texts = await PaymentNames.LoadAsync(db, payments, ct);
            var people = await signatories.ForAccountsAsync([.. payments.Select(p => p.AccountId).Distinct()], voices, ct);
            foreach (var payment in payments)
            {
                after = payment.Id;
                if (Show(payment, people[payment.AccountId], texts, actor) is { } row && (row.CanSign || !input.Mine))
                    rows.Add(row);
                if (rows.Count == Size)
                    return new Page(rows, after);
            }
            if (payments.Count < Size)
                return new Page(rows, null);
        }
    }

    /// <summary>What might wait for these voices (null: for anybody): the domain decides afterwards whether it does.</summary>
    private async Task<List<Payment>> CandidatesAsync(Signatories.Voices? voices, long after, Actor actor, CancellationToken ct)
    {
        var waiting = db.PaymentsVisibleTo(actor).Where(p => p.State == PaymentState.InApproval && p.Id > after);
        if (voices is { People: var people, Roles: var roles })
            waiting = waiting.Where(p =>
                p.Levels.Any(level =>
                    level.RouteNumber == p.RouteNumber
                    && level.OpenedAt != null
                    && level.SignedAt == null
                    && level.Signers.Any(signer =>
                        (signer.PersonId != null && people.Contains(signer.PersonId.Value))
                        || (signer.Role != null && roles.Contains(signer.Role.Value))
                    )
                )
            );
        // Sought once; what belongs to them is then read by their ids. The levels' rules name who may sign.
        var ids = await waiting.OrderBy(p => p.Id).Select(p => p.Id).Take(Size).ToArrayAsync(ct);
        return await db
            .Payments.AsNoTracking()
            .Where(p => EF.Parameter(ids).Contains(p.Id))
            .OrderBy(p => p.Id)
            .Include(p => p.Hands)
            .Include(p => p.Levels)
            .Include(p => p.Signatures)
            .AsSplitQuery()
            .ToListAsync(ct);
    }

    private static Row? Show(Payment payment, AccountSignatories people, PaymentNames names, Actor actor)
    {
        if (names.DetailsBy(payment) is { } changer)
            payment.PayeeChangedBy(changer);
        var right = people.Of(actor.PersonId, payment) is { } me ? payment.RightOf(me) : PaymentRefusals.NotYours;
        var mayDecide = actor.May(Permission.SignPayments) && right.IsOk;
        var level = mayDecide ? right.Value.Level : payment.Route.FirstOrDefault(l => l.IsOpen);
        if (level is null)
            return null;
        return new Row(
            payment.PublicId,
            payment.Number,
            payment.Type,
            names.AccountName(payment.AccountId),
            names.EntityName(payment.AccountId),
            payment.To?.AccountName,
            payment.To?.AccountNumber,
            payment.Amount,
            payment.Purpose,
            payment.Reference,
            payment.PayOn,
            names.Person(payment.MakerId),
            payment.SubmittedAt!.Value,
            level.Rule.Name,
            level.Rule.Origin,
            payment.Standing.Count(s => s.Level == level.Ordinal),
            level.Rule.Quorum,
            level.OpenedAt!.Value,
            level.Rule.TimeLimit?.ExpireAfter is { } expires ? level.OpenedAt.Value + expires : null,
            payment.PayeeId is { } payee && names.IsNew(payee),
            payment.DuplicateReason is not null,
            mayDecide,
            mayDecide && right.Value.Mandate is { } mandate ? people.NameOf(mandate.From) : null,
            Convert.ToHexStringLower(payment.ContentHash!)
        );
    }
}
