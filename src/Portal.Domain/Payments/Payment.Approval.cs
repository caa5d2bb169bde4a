using FundPortal.Domain.Approvals;

namespace FundPortal.Domain.Payments;

/// <summary>What the policy and the database say when a payment is submitted.</summary>
/// <param name="ReferenceHeld">See <see cref="Payment.ReferenceHeld"/>.</param>
/// <param name="PayerNumber">Number of the payer account.</param>
public sealed record Submission(
    Route Route,
    int PolicyVersionId,
    long PolicyMinor,
    DateOnly LimitDay,
    string? ReferenceHeld,
    string? PayerNumber = null
);

public sealed partial class Payment
{
    /// <summary>Files the payment: its route is laid out and the first levels open.</summary>
    public Result<Done> Submit(Submission submission, Doer who)
    {
        if (!PaymentMoves.May(State, PaymentState.Submitted))
            return PaymentRefusals.WrongState(State);
        if (submission.Route.Levels is not { Count: > 0 } || submission.Route.Levels.Any(level => level.Quorum < 1))
            throw new InvalidOperationException("A route has levels, and each a quorum.");
        Move(PaymentState.Submitted);
        RouteNumber++;
        (PolicyVersionId, PolicyMinor, LimitDay) = (submission.PolicyVersionId, submission.PolicyMinor, submission.LimitDay);
        (ReferenceHeld, PayerNumber) = (submission.ReferenceHeld, submission.PayerNumber);
        SubmittedAt = who.Now;
        // Whoever files it stands behind it like its maker.
        if (who.PersonId != MakerId)
            Involve(who.PersonId, PaymentPart.Editor);
        ContentHash = PaymentContent.HashOf(this, PolicyVersionId);
        var ordinal = 0;
        foreach (var rule in submission.Route.Levels.OrderBy(level => level.Stage))
            levels.Add(new PaymentLevel(RouteNumber, ++ordinal, rule));
        Note(PaymentStep.Submitted, who);
        Move(PaymentState.InApproval);
        OpenNextStage(who.Now);
        SetDue();
        return default(Done);
    }

    /// <summary>What decides who may sign it, as it stands now.</summary>
    public SigningCase Signing =>
        new(
            State,
            [.. Route.Select(level => level.Signing)],
            hands,
            [.. Standing.Select(s => new SigningVoice(s.Level, s.PersonId, s.OnBehalfOf))]
        );

    /// <summary>Signs the first open level that is this person's. The last signature that a level needs opens the next, or approves the payment.</summary>
    public Result<Signature> Sign(Decision decision)
    {
        if (Check(decision) is { } refusal)
            return refusal;
        var right = Signing.RightOf(decision.By);
        if (right.Refusal is { } none)
            return none;
        var level = Route.Single(l => l.Ordinal == right.Value.Level.Ordinal);
        var signature = new Signature
        {
            RouteNumber = RouteNumber,
            Level = level.Ordinal,
            PersonId = decision.By.PersonId,
            OnBehalfOf = right.Value.Mandate?.From,
            DelegationId = right.Value.Mandate?.DelegationId,
            At = decision.Now,
            Address = decision.Address,
            CodeStep = decision.CodeStep,
            ContentHash = decision.Shown,
            PolicyVersionId = PolicyVersionId!.Value,
            Comment = decision.Comment,
        };
        signatures.Add(signature);
        Note(PaymentStep.SignatureGiven, decision.Doer, level.Rule.Name);
        if (SignersOf(level) >= level.Rule.Quorum)
        {
            level.SignedAt = decision.Now;
            Note(PaymentStep.LevelSigned, decision.Doer, level.Rule.Name);
            OpenNextStage(decision.Now);
            if (Route.All(l => l.SignedAt is not null))
            {
                Move(PaymentState.Approved);
                Note(PaymentStep.Approved, decision.Doer);
            }
            SetDue();
        }
        return signature;
    }

    /// <summary>Says no, for good. The comment is the reason and must be there.</summary>
    public Result<Done> Reject(Decision decision)
    {
        if (Check(decision) is { } refusal)
            return refusal;
        if (Signing.RightOf(decision.By).Refusal is { } none)
            return none;
        End(PaymentState.Rejected);
        Note(PaymentStep.Rejected, decision.Doer, decision.Comment);
        return default(Done);
    }

    /// <summary>Back to the maker, to be changed; the signatures so far do not count any more and the route will start anew.</summary>
    public Result<Done> ReturnToMaker(Decision decision)
    {
        if (Check(decision) is { } refusal)
            return refusal;
        if (Signing.RightOf(decision.By).Refusal is { } none)
            return none;
        Void(decision.Now);
        Move(PaymentState.ReturnedToMaker);
        (LimitDay, DueAt) = (null, null);
        Note(PaymentStep.ReturnedToMaker, decision.Doer, decision.Comment);
        return default(Done);
    }

    /// <summary>
    /// Takes one's own signature back, or the one that a delegate gave in one's name, until the payment is released. Its level opens again; signatures of later levels, given because this
    /// level was signed, fall.
    /// </summary>
    public Result<Signature> WithdrawSignature(Doer who)
    {
        if (State is not (PaymentState.InApproval or PaymentState.Approved))
            return PaymentRefusals.WrongState(State);
        // Nobody's voice is in it twice.
        if (Standing.FirstOrDefault(s => s.IsVoiceOf(who.PersonId)) is not { } own)
            return PaymentRefusals.NoSignature;
        own.WithdrawnAt = who.Now;
        var level = Route.Single(l => l.Ordinal == own.Level);
        if (State == PaymentState.Approved)
            Move(PaymentState.InApproval);
        Note(PaymentStep.SignatureWithdrawn, who, level.Rule.Name);
        if (level.SignedAt is null)
            return own;
        (level.SignedAt, level.OpenedAt, level.RemindedAt) = (null, who.Now, null);
        foreach (var later in Route.Where(l => l.Rule.Stage > level.Rule.Stage))
        {
            (later.OpenedAt, later.SignedAt, later.RemindedAt, later.EscalatedAt) = (null, null, null, null);
            foreach (var fallen in Standing.Where(s => s.Level == later.Ordinal).ToArray())
            {
                fallen.WithdrawnAt = who.Now;
                Note(PaymentStep.SignatureVoided, new Doer(fallen.PersonId, null, who.Now), later.Rule.Name);
            }
        }
        SetDue();
        return own;
    }

    /// <summary>Reminds, escalates and expires open levels whose time has come; each once.</summary>
    /// <returns>What happened, for the notices.</returns>
    public IReadOnlyList<(PaymentStep Step, PaymentLevel Level)> ApplyTimeLimits(DateTime now)
    {
        var happened = new List<(PaymentStep, PaymentLevel)>();
        if (State != PaymentState.InApproval)
            return happened;
        var portal = new Doer(Guid.Empty, null, now);
        foreach (var level in Route.Where(l => l.IsOpen && l.Rule.TimeLimit is not null).ToArray())
        {
            var (limit, waited) = (level.Rule.TimeLimit!, now - level.OpenedAt!.Value);
            if (waited >= limit.ExpireAfter)
            {
                End(PaymentState.Expired);
                Happened(PaymentStep.Expired, level);
                return happened;
            }
            if (waited >= limit.EscalateAfter && level.EscalatedAt is null)
            {
                level.EscalatedAt = now;
                Happened(PaymentStep.Escalated, level);
            }
            if (waited >= limit.RemindAfter && level.RemindedAt is null)
            {
                level.RemindedAt = now;
                Happened(PaymentStep.Reminded, level);
            }
        }
        SetDue();
        return happened;

        void Happened(PaymentStep step, PaymentLevel level)
        {
            Note(step, portal, level.Rule.Name);
            happened.Add((step, level));
        }
    }

    /// <summary>Null when the stored content is what its hash says.</summary>
    public Refusal? CheckContent() =>
        ContentHash is { } hash && PaymentContent.HashOf(this, PolicyVersionId).AsSpan().SequenceEqual(hash)
            ? null
            : PaymentRefusals.ContentAltered;

    private Refusal? Check(Decision decision)
    {
        if (State != PaymentState.InApproval)
            return PaymentRefusals.WrongState(State);
        if (!decision.Shown.AsSpan().SequenceEqual(ContentHash))
            return PaymentRefusals.ChangedSinceShown;
        return CheckContent();
    }

    private int SignersOf(PaymentLevel level) => Standing.Count(s => s.Level == level.Ordinal);

    private void OpenNextStage(DateTime now)
    {
        var waiting = Route.Where(level => level.SignedAt is null).ToArray();
        if (waiting.Length == 0)
            return;
        var stage = waiting.Min(level => level.Rule.Stage);
        foreach (var level in waiting.Where(level => level.Rule.Stage == stage && level.OpenedAt is null))
            level.OpenedAt = now;
    }
}
