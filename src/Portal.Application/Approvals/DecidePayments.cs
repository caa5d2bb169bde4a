using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>What an approver decides.</summary>
public enum DecisionKind
{
    Sign = 1,
    Reject = 2,
    ReturnToMaker = 3,
}

/// <summary>
/// Signs, rejects or returns payments: one or many, one fresh code for all. Each payment is a transaction of its own, and answers for itself:
/// one that changed since it was shown is refused and named, the others are decided.
/// </summary>
public sealed class DecidePayments(
    PortalDbContext db,
    Proof proof,
    Signatories signatories,
    Stops stops,
    PaymentNotices notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<DecidePayments.Command, IReadOnlyList<DecidePayments.Outcome>>
{
    /// <summary>A person can look at no more at once.</summary>
    public const int MaxPayments = 200;

    /// <summary>On SQL Server two steps at once meet on the row's version; the second looks again.</summary>
    private const int Attempts = 5;

    /// <param name="Shown">Hexadecimal content hash of what was on the screen.</param>
    public sealed record Item(Guid Payment, string Shown);

    /// <param name="Code">The six digits of this moment.</param>
    /// <param name="Comment">Required to reject and to return.</param>
    public sealed record Command(DecisionKind Kind, IReadOnlyList<Item> Items, string? Code, string? Comment);

    /// <param name="State">The state now; null when it is not for this person to know.</param>
    /// <param name="Refusal">Null when it was decided.</param>
    public sealed record Outcome(Guid Payment, PaymentState? State, Refusal? Refusal);

    public async Task<Result<IReadOnlyList<Outcome>>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.SignPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (Check(input) is { } wrong)
            return wrong;
        var step = await proof.SpendCodeAsync(actor, input.Code, ct);
        if (step.Refusal is { } refusal)
            return refusal;
        var outcomes = new List<Outcome>(input.Items.Count);
        foreach (var item in input.Items.DistinctBy(item => item.Payment))
            outcomes.Add(await DecideAsync(item, input, step.Value, actor, ct));
        return outcomes;
    }

    private static Refusal? Check(Command input) =>
        input switch
        {
            { Items.Count: 0 or > MaxPayments } => Refusal.Invalid("payments", "payments_count", MaxPayments),
            _ when !Enum.IsDefined(input.Kind) => Refusal.Invalid("decision", "decision_unknown"),
            { Comment.Length: > PaymentLimits.Comment } => Refusal.Invalid("comment", "comment_length", PaymentLimits.Comment),
            _ when input.Kind != DecisionKind.Sign && string.IsNullOrWhiteSpace(input.Comment) => Refusal.Invalid(
                "comment",
                "comment_required"
            ),
            _ => null,
        };

    private async Task<Outcome> DecideAsync(Item item, Command input, long step, Actor actor, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            try
            {
                return await TryAsync(item, input, step, actor, ct);
            }
            catch (DbUpdateException error) when (error is DbUpdateConcurrencyException || attempt < Attempts)
            {
                if (attempt >= Attempts)
                    return new Outcome(item.Payment, null, Refusal.Conflict);
            }
        }
    }

    private async Task<Outcome> TryAsync(Item item, Command input, long step, Actor actor, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.PaymentsVisibleTo(actor).WithContent().SingleOrDefaultAsync(p => p.PublicId == item.Payment, ct);
        if (payment is null)
            return new Outcome(item.Payment, null, Refusal.NotFound);
        var before = payment.State;
        var refusal = await ApplyAsync(payment, item, input, step, actor, ct);
        audit.Append(
            actor,
            refusal is null ? ActionOf(input.Kind) : "payment.decision_refused",
            $"payment:{payment.PublicId}",
            new
            {
                decision = input.Kind,
                refusal = refusal?.Code,
                why = refusal?.Args,
                before,
                after = payment.State,
                shown = item.Shown,
                codeStep = step,
                policyVersion = payment.PolicyVersionId,
                signature = refusal is null && input.Kind == DecisionKind.Sign ? Told(payment.Signatures[^1]) : null,
                comment = input.Comment,
            }
        );
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return new Outcome(item.Payment, payment.State, refusal);
    }

    private async Task<Refusal?> ApplyAsync(Payment payment, Item item, Command input, long step, Actor actor, CancellationToken ct)
    {
        // Roles, scope and delegations as they are inside this transaction, not as they were when the page or the circuit began.
        var people = await signatories.ForAccountAsync(payment.AccountId, ct);
        if (people.Of(actor.PersonId, payment.PolicyMinor) is not { } signatory)
            return Refusal.Forbidden;
        if (input.Kind == DecisionKind.Sign && await stops.ActiveForAsync(payment.AccountId, ct) is { Count: > 0 } active)
            return PaymentGate.Stopped(active[0]);
        if (await Targets.DetailsByAsync(db, payment, ct) is { } changer)
            payment.PayeeChangedBy(changer);
        var decision = new Decision(
            signatory,
            Hash(item.Shown),
            step,
            string.IsNullOrWhiteSpace(input.Comment) ? null : input.Comment.Trim(),
            actor.Address,
            clock.GetUtcNow().UtcDateTime
        );
        var open = payment.Route.Where(level => level.IsOpen).Select(level => level.Ordinal).ToHashSet();
        var refusal = input.Kind switch
        {
            DecisionKind.Reject => payment.Reject(decision).Refusal,
            DecisionKind.ReturnToMaker => payment.ReturnToMaker(decision).Refusal,
            _ => payment.Sign(decision).Refusal,
        };
        if (refusal is null)
            notices.Decided(payment, people, open, decision, actor);
        return refusal;
    }

    private static string ActionOf(DecisionKind kind) =>
        kind switch
        {
            DecisionKind.Reject => "payment.rejected",
            DecisionKind.ReturnToMaker => "payment.returned",
            _ => "payment.signed",
        };

    private static object Told(Signature signature) =>
        new
        {
            level = signature.Level,
            route = signature.RouteNumber,
            onBehalfOf = signature.OnBehalfOf,
            delegation = signature.DelegationId,
        };

    private static byte[] Hash(string? shown) =>
        shown is { Length: 64 } && shown.All(char.IsAsciiHexDigit) ? Convert.FromHexString(shown) : [];
}
