using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>A payment with everything that a signer must see, and what this person may do with it.</summary>
public sealed class ShowPayment(PortalDbContext db, Signatories signatories, SendingGate gate)
    : IUseCase<ShowPayment.Query, ShowPayment.Details>
{
    public sealed record Query(Guid Payment);

    /// <param name="To">Null for payroll.</param>
    /// <param name="PayeeChangedSince">The payee or target account has other bank details by now.</param>
    /// <param name="Available">Of the payer account, newest known; null when no source told one.</param>
    /// <param name="Lines">Payroll's lines; null when this person may not see them.</param>
    /// <param name="Shown">Content hash to hand back with a decision; empty before submission.</param>
    public sealed record Details(
        Guid Id,
        string Number,
        PaymentType Type,
        PaymentSource Source,
        PaymentState State,
        Guid AccountId,
        string AccountName,
        string AccountNumber,
        string BankName,
        string EntityName,
        Guid? PayeeId,
        BankDetails? To,
        Guid? ToAccountId,
        string? ToEntity,
        Money Amount,
        string Purpose,
        string? Reference,
        string? DuplicateReason,
        DateOnly? PayOn,
        int Revision,
        int? PolicyVersion,
        DateTime CreatedAt,
        DateTime? SubmittedAt,
        bool IsFirstTime,
        bool PayeeChangedSince,
        BalanceView? Available,
        int LineCount,
        IReadOnlyList<Line>? Lines,
        IReadOnlyList<LevelRow> Levels,
        IReadOnlyList<Step> Timeline,
        Abilities May,
        string Shown,
        int Version
    );

    public sealed record Line(int Number, BankDetails To, Money Amount, string Remark);

    /// <param name="MaySign">Names of those who may still sign it.</param>
    public sealed record LevelRow(
        int Ordinal,
        int Stage,
        string Name,
        string Origin,
        int Quorum,
        DateTime? OpenedAt,
        DateTime? SignedAt,
        bool IsEscalated,
        DateTime? DueAt,
        IReadOnlyList<SignatureRow> Signatures,
        IReadOnlyList<string> MaySign
    );

    public sealed record SignatureRow(string Person, string? OnBehalfOf, DateTime At, string? Address, string? Comment, long CodeStep);

    public sealed record Step(
        PaymentStep Kind,
        PaymentState State,
        DateTime At,
        string Person,
        string? Address,
        string? Note,
        string? BankCode
    );

    /// <param name="WhyNotSign">Why this person may not sign now; null when they may.</param>
    /// <param name="WhyNotRelease">What holds an approved payment back from the bank; null when nothing does or it is not approved.</param>
    public sealed record Abilities(
        bool Sign,
        Refusal? WhyNotSign,
        bool Withdraw,
        bool Change,
        bool Cancel,
        bool Submit,
        Refusal? WhyNotRelease
    );

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var payment = await db.PaymentsVisibleTo(actor)
            .AsNoTracking()
            .WithContent()
            .Include(p => p.Events)
            .SingleOrDefaultAsync(p => p.PublicId == input.Payment, ct);
        if (payment is null)
            return Refusal.NotFound;
        var names = await PaymentNames.LoadAsync(db, [payment], ct);
        var people = await signatories.ForAccountAsync(payment.AccountId, ct);
        var account = names.Account(payment.AccountId);
        var balances = await Balances.NewestAsync(db, db.Accounts.Where(a => a.Id == payment.AccountId), ct);
        var known = balances.GetValueOrDefault(payment.AccountId, AccountBalances.None);
        var payee = payment.PayeeId is { } id
            ? await db
                .Payees.Where(p => p.Id == id)
                .Select(p => new
                {
                    p.PublicId,
                    p.FirstPaidOn,
                    p.Details,
                })
                .SingleOrDefaultAsync(ct)
            : null;
        if (names.DetailsBy(payment) is { } changer)
            payment.PayeeChangedBy(changer);
        var policy = payment.PolicyVersionId is { } version
            ? await db.PolicyVersions.Where(p => p.Id == version).Select(p => (int?)p.Number).SingleOrDefaultAsync(ct)
            : null;
        return new Details(
            payment.PublicId,
            payment.Number,
            payment.Type,
            payment.Source,
            payment.State,
            account.PublicId,
            account.Name,
            account.Number,
            account.Bank,
            account.Entity,
            payee?.PublicId,
            payment.To,
            payment.ToAccountId is { } target ? names.Account(target).PublicId : null,
            payment.ToAccountId is { } to ? names.EntityName(to) : null,
            payment.Amount,
            payment.Purpose,
            payment.Reference,
            payment.DuplicateReason,
            payment.PayOn,
            payment.Revision,
            policy,
            payment.CreatedAt,
            payment.SubmittedAt,
            payee is { FirstPaidOn: null },
            payee is not null ? payee.Details != payment.To : await IsTargetChangedAsync(payment, ct),
            known.Available ?? known.Booked,
            payment.Lines.Count,
            actor.May(Permission.SeePayroll) ? Lines(payment) : null,
            [.. payment.Route.Select(level => Show(level, payment, people, names))],
            [.. payment.Events.OrderBy(e => e.Number).Select(e => Show(e, names))],
            AbilitiesOf(
                payment,
                people,
                payment.State == PaymentState.Approved ? (await gate.CheckReleaseAsync(payment, ct)).Refusal : null,
                actor
            ),
            payment.ContentHash is { } hash ? Convert.ToHexStringLower(hash) : "",
            payment.Version
        );
    }

    private async Task<bool> IsTargetChangedAsync(Payment payment, CancellationToken ct) =>
        payment.ToAccountId is { } id
        && await Targets.DetailsAsync(db, await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == id, ct), ct) != payment.To;

    private static Line[] Lines(Payment payment) =>
        [.. payment.Lines.OrderBy(l => l.Number).Select(l => new Line(l.Number, l.To, new(l.AmountMinor, payment.Currency), l.Remark))];

    private static LevelRow Show(PaymentLevel level, Payment payment, AccountSignatories people, PaymentNames names) =>
        new(
            level.Ordinal,
            level.Rule.Stage,
            level.Rule.Name,
            level.Rule.Origin,
            level.Rule.Quorum,
            level.OpenedAt,
            level.SignedAt,
            level.EscalatedAt is not null,
            level is { OpenedAt: { } opened, SignedAt: null } && level.Rule.TimeLimit?.ExpireAfter is { } expires ? opened + expires : null,
            [
                .. payment
                    .Standing.Where(s => s.Level == level.Ordinal)
                    .OrderBy(s => s.At)
                    .Select(s => new SignatureRow(
                        names.Person(s.PersonId),
                        s.OnBehalfOf is { } other ? names.Person(other) : null,
                        s.At,
                        s.Address,
                        s.Comment,
                        s.CodeStep
                    )),
            ],
            level.SignedAt is null && !PaymentMoves.IsFinal(payment.State)
                ? [.. people.Of(level, payment).Select(signer => signer.Name)]
                : []
        );

    private static Step Show(PaymentEvent step, PaymentNames names) =>
        new(step.Step, step.State, step.At, names.Person(step.PersonId), step.Address, step.Note, step.BankCode);

    private static Abilities AbilitiesOf(Payment payment, AccountSignatories people, Refusal? whyNotRelease, Actor actor)
    {
        var right =
            !actor.May(Permission.SignPayments) || people.Of(actor.PersonId, payment.PolicyMinor) is not { } me
                ? Refusal.Forbidden
                : payment.Signing.RightOf(me);
        var mayMake = actor.May(Permission.MakePayments) && (payment.Type != PaymentType.Payroll || actor.May(Permission.SeePayroll));
        var isHand = payment.Hands.Any(h => h.PersonId == actor.PersonId && h.Part is (PaymentPart.Maker or PaymentPart.Editor));
        return new Abilities(
            right.IsOk,
            right.Refusal,
            payment.State is PaymentState.InApproval or PaymentState.Approved && payment.Standing.Any(s => s.IsVoiceOf(actor.PersonId)),
            mayMake && payment.CanChange && payment.Type != PaymentType.Payroll,
            mayMake && isHand && PaymentMoves.May(payment.State, PaymentState.Cancelled),
            mayMake && PaymentMoves.May(payment.State, PaymentState.Submitted),
            whyNotRelease
        );
    }
}
