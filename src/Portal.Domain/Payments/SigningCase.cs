using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Payments;

/// <summary>
/// What decides who may sign a payment, apart from the person who asks. A payment makes it of itself; a list of many reads no more than
/// this of each, so that both are judged by the same words.
/// </summary>
/// <param name="Route">Levels of the current submission, in order.</param>
/// <param name="Hands">Everybody whose part in it keeps them from signing.</param>
/// <param name="Voices">The signatures that count.</param>
public sealed record SigningCase(
    PaymentState State,
    IReadOnlyList<SigningLevel> Route,
    IReadOnlyList<PaymentHand> Hands,
    IReadOnlyList<SigningVoice> Voices
)
{
    /// <summary>The open level that this person may sign, by own right first; or why there is none.</summary>
    public Result<SigningRight> RightOf(Signatory person)
    {
        if (State != PaymentState.InApproval)
            return PaymentRefusals.WrongState(State);
        if (Exclusion.Own(this, person.PersonId) is { } own)
            return PaymentRefusals.Excluded(own);
        var refusal = PaymentRefusals.NotYours;
        foreach (var level in Route.Where(level => level.IsOpen))
        {
            var right = RightTo(level, person);
            if (right.IsOk)
                return right;
            if (right.Refusal != PaymentRefusals.NotYours)
                refusal = right.Refusal!;
        }
        return refusal;
    }

    /// <summary>Whether this person may sign that level once it is open.</summary>
    public Result<SigningRight> RightTo(SigningLevel level, Signatory person)
    {
        var isOwn = level.Includes(person.PersonId, person.Roles);
        var mandate = isOwn
            ? null
            : person.Mandates.FirstOrDefault(m =>
                m.From != person.PersonId && level.Includes(m.From, m.FromRoles) && Exclusion.Own(this, m.From) is null
            );
        if (!isOwn && mandate is null)
            return PaymentRefusals.NotYours;
        return Exclusion.Why(this, level.Ordinal, person.PersonId, person.Delegators) is { } why
            ? PaymentRefusals.Excluded(why)
            : new SigningRight(level, mandate);
    }
}

/// <summary>A level as the question of who may sign it sees it.</summary>
/// <param name="Ordinal">1, 2, 3 … in the route.</param>
/// <param name="OpenedAt">UTC. Set while it can be signed or has been.</param>
/// <param name="IsEscalated">The rule's <see cref="LevelTimeLimit.EscalateTo"/> may sign too.</param>
public sealed record SigningLevel(int Ordinal, RouteLevel Rule, DateTime? OpenedAt, bool IsSigned, bool IsEscalated)
{
    public bool IsOpen => OpenedAt is not null && !IsSigned;

    /// <summary>Whether the level names this person, by role or by name; exclusions come on top.</summary>
    public bool Includes(Guid person, IReadOnlySet<Role> roles) =>
        Rule.Signers.Include(person, roles) || (IsEscalated && Rule.TimeLimit?.EscalateTo?.Include(person, roles) == true);
}

/// <summary>Whose voice is under a level.</summary>
/// <param name="Level">Its ordinal.</param>
/// <param name="OnBehalfOf">The person who delegated; null when signed by own right.</param>
public sealed record SigningVoice(int Level, Guid PersonId, Guid? OnBehalfOf)
{
    /// <summary>Whether this person's voice is in it, as signer or as the one signed for.</summary>
    public bool IsOf(Guid person) => PersonId == person || OnBehalfOf == person;
}
