using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Approvals.Analysis;

public enum FindingSeverity
{
    /// <summary>Good to know; may well be meant.</summary>
    Note = 1,

    /// <summary>Whoever puts the policy in force must have ticked that it is meant.</summary>
    Warning = 2,

    /// <summary>The policy cannot work like this and cannot be put in force.</summary>
    Error = 3,
}

/// <summary>What can be wrong with a policy.</summary>
public enum FindingKind
{
    /// <summary>No rule at all.</summary>
    EmptyPolicy,

    /// <summary>More rules, alternatives, levels or names than <see cref="PolicyLimits"/> allows.</summary>
    TooMany,

    /// <summary>So many combinations of conditions that gaps cannot be looked for.</summary>
    TooComplex,

    /// <summary>A rule's or level's name is blank or too long.</summary>
    NameLength,

    /// <summary>Two rules have the same name.</summary>
    NameTwice,
    RuleWithoutLevels,
    LevelWithoutSigners,

    /// <summary>Quorum below 1 or above the limit.</summary>
    QuorumRange,

    /// <summary>A band that ends where it begins or before, or begins below zero.</summary>
    EmptyAmountBand,

    /// <summary>A time band that ends as it begins.</summary>
    EmptyTimeBand,
    UnknownCurrency,
    UnknownEntity,
    UnknownAccount,
    UnknownPerson,

    /// <summary>Times are not positive, not in the order remind, escalate, expire, or beyond a year; or escalation lacks its people.</summary>
    TimeLimit,

    /// <summary>Somebody named is disabled or has no right to sign.</summary>
    PersonCannotSign,

    /// <summary>Payments that no rule covers; they cannot be submitted.</summary>
    Gap,

    /// <summary>Payments that only rules marked <i>and also</i> match: these alone decide.</summary>
    OnlyAndAlso,

    /// <summary>A rule that fits no payment at all.</summary>
    RuleNeverMatches,

    /// <summary>A rule whose every payment is taken by rules above it.</summary>
    RuleUnreachable,

    /// <summary>A rule some of whose payments are taken by rules above it.</summary>
    Overlap,

    /// <summary>Fewer people can sign the level than its quorum.</summary>
    TooFewSigners,

    /// <summary>Enough people, but not when a certain maker, who cannot sign, is among them.</summary>
    OnlyMaker,

    /// <summary>Limits or delegations stand in another currency than the policy's; how many of each.</summary>
    OtherCurrency,

    /// <summary>Each level has its people, but no choice of different people fills all levels of the route.</summary>
    SamePersonTwice,
}

/// <summary>One thing that the analysis found. Indexes count from 0.</summary>
/// <param name="Rules">The rules concerned besides <paramref name="Rule"/>: those above that take its payments, or the whole route.</param>
/// <param name="Accounts">Ids of the accounts concerned, or of an unknown account; empty where all are or none is.</param>
/// <param name="Entities">Ids of unknown entities.</param>
/// <param name="People">Those concerned: unknown, unable to sign, or the makers.</param>
/// <param name="Have">How many people there are.</param>
/// <param name="Need">How many are needed; or the limit that is broken.</param>
/// <param name="Where">The payments concerned; null where it is no matter of payments.</param>
public sealed record PolicyFinding(
    FindingKind Kind,
    FindingSeverity Severity,
    int? Rule = null,
    int? Level = null,
    IReadOnlyList<int>? Rules = null,
    IReadOnlyList<int>? Accounts = null,
    IReadOnlyList<int>? Entities = null,
    IReadOnlyList<Guid>? People = null,
    int? Have = null,
    int? Need = null,
    Circumstances? Where = null
);

/// <summary>A set of payments: each list names what it holds of one kind, null where it is everything of that kind.</summary>
/// <param name="Accounts">Payer accounts by id.</param>
/// <param name="Currencies">Codes; a null among them stands for all that the policy does not name.</param>
/// <param name="Amounts">Ascending, with neighbours joined.</param>
/// <param name="Times">Ascending, with neighbours joined.</param>
public sealed record Circumstances(
    IReadOnlyList<int>? Accounts,
    IReadOnlyList<PaymentKind>? Kinds,
    IReadOnlyList<string?>? Currencies,
    IReadOnlyList<PaymentSource>? Sources,
    IReadOnlyList<TimeBand>? Times,
    IReadOnlyList<AmountBand>? Amounts
);

/// <summary>Type of payment together with whether its payee is new: own transfers and payroll have no new payees.</summary>
public sealed record PaymentKind(PaymentType Type, bool IsNewPayee)
{
    public static readonly IReadOnlyList<PaymentKind> All =
    [
        new(PaymentType.Transfer, IsNewPayee: false),
        new(PaymentType.Transfer, IsNewPayee: true),
        new(PaymentType.OwnTransfer, IsNewPayee: false),
        new(PaymentType.Payroll, IsNewPayee: false),
    ];
}

/// <summary>Beyond these nobody can survey a policy.</summary>
public static class PolicyLimits
{
    public const int Rules = 100;

    /// <summary>Alternatives of a rule.</summary>
    public const int Alternatives = 20;

    /// <summary>Levels of a rule.</summary>
    public const int Levels = 10;

    /// <summary>Entries of any one list: entities, accounts, currencies, people.</summary>
    public const int Entries = 200;

    public const int Quorum = 20;

    /// <summary>Combinations of conditions that are looked through for gaps.</summary>
    public const int Combinations = 50_000;

    public static readonly TimeSpan TimeLimit = TimeSpan.FromDays(366);
}
