using FundPortal.Domain.Approvals;

namespace FundPortal.Domain.Payments;

/// <summary>A level of the route that the policy laid out when the payment was submitted.</summary>
public sealed class PaymentLevel
{
    private readonly List<LevelSigner> signers = [];

    private PaymentLevel() { }

    internal PaymentLevel(int routeNumber, int ordinal, RouteLevel rule)
    {
        (RouteNumber, Ordinal, Rule) = (routeNumber, ordinal, rule);
        signers.AddRange(LevelSigner.Of(rule.Signers, isEscalation: false));
        if (rule.TimeLimit?.EscalateTo is { } escalation)
            signers.AddRange(LevelSigner.Of(escalation, isEscalation: true));
    }

    public long Id { get; private init; }

    /// <summary>Which submission it belongs to; only levels of the payment's current one count.</summary>
    public int RouteNumber { get; private init; }

    /// <summary>1, 2, 3 … in the route.</summary>
    public int Ordinal { get; private init; }

    public RouteLevel Rule { get; private init; } = null!;

    /// <summary>UTC. Set while it can be signed or has been.</summary>
    public DateTime? OpenedAt { get; internal set; }

    /// <summary>UTC. Set when its quorum signed.</summary>
    public DateTime? SignedAt { get; internal set; }

    public DateTime? RemindedAt { get; internal set; }

    /// <summary>UTC. From then on the rule's <see cref="LevelTimeLimit.EscalateTo"/> may sign too.</summary>
    public DateTime? EscalatedAt { get; internal set; }

    /// <summary>The rule's signers as rows, so that a database can find what waits for somebody.</summary>
    public IReadOnlyList<LevelSigner> Signers => signers;

    public bool IsOpen => OpenedAt is not null && SignedAt is null;

    /// <summary>When its time limit has something to do next; null: never.</summary>
    public DateTime? NextDue
    {
        get
        {
            if (!IsOpen || Rule.TimeLimit is not { } limit)
                return null;
            TimeSpan?[] steps =
            [
                RemindedAt is null ? limit.RemindAfter : null,
                EscalatedAt is null ? limit.EscalateAfter : null,
                limit.ExpireAfter,
            ];
            return OpenedAt!.Value + steps.Min();
        }
    }

    /// <summary>As the question of who may sign it sees it.</summary>
    public SigningLevel Signing => new(Ordinal, Rule, OpenedAt, SignedAt is not null, EscalatedAt is not null);
}

/// <summary>A role or a person (exactly one is set) that a level names.</summary>
public sealed class LevelSigner
{
    public long Id { get; private init; }

    public Identity.Role? Role { get; private init; }

    public Guid? PersonId { get; private init; }

    /// <summary>Counts only once the level was escalated.</summary>
    public bool IsEscalation { get; private init; }

    internal static IEnumerable<LevelSigner> Of(Signers signers, bool isEscalation) =>
        [
            .. signers.Roles.Select(role => new LevelSigner { Role = role, IsEscalation = isEscalation }),
            .. signers.People.Select(person => new LevelSigner { PersonId = person, IsEscalation = isEscalation }),
        ];
}
