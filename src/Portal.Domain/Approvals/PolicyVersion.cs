using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Domain.Approvals;

/// <summary>The numbers are stored; never reuse one.</summary>
public enum PolicyState
{
    Draft = 1,

    /// <summary>Waits for a second person.</summary>
    Proposed = 2,

    /// <summary>Routes payments; at most one version does.</summary>
    InForce = 3,

    /// <summary>Was in force until another version came.</summary>
    Superseded = 4,

    /// <summary>Given up before it came in force.</summary>
    Withdrawn = 5,
}

/// <summary>One version of the approval policy. Its state and content change only through its methods; once in force its content never changes.</summary>
public sealed class PolicyVersion
{
    public const int MaxComment = 500;

    /// <summary>Characters of JSON: beyond any policy that people can survey.</summary>
    public const int MaxContent = 200_000;

    private PolicyVersion() { }

    /// <summary>A new draft.</summary>
    /// <param name="content">The policy as canonical JSON.</param>
    public PolicyVersion(int number, string content, string comment, Guid editor, DateTime now)
    {
        PublicId = Guid.CreateVersion7();
        (Number, State) = (number, PolicyState.Draft);
        Write(content, comment, editor, now);
    }

    public int Id { get; private init; }

    public Guid PublicId { get; private init; }

    /// <summary>1, 2, 3 … in the order in which drafts were begun.</summary>
    public int Number { get; private init; }

    public PolicyState State { get; private set; }

    /// <summary>The policy as canonical JSON.</summary>
    public string Content { get; private set; } = "";

    /// <summary>SHA-256 of the content's UTF-8.</summary>
    public byte[] ContentHash { get; private set; } = [];

    /// <summary>Who saved the content last.</summary>
    public Guid EditedBy { get; private set; }

    public DateTime EditedAt { get; private set; }

    public Guid? ProposedBy { get; private set; }

    public DateTime? ProposedAt { get; private set; }

    /// <summary>Always somebody other than who edited it last and who proposed it.</summary>
    public Guid? ConfirmedBy { get; private set; }

    public DateTime? ConfirmedAt { get; private set; }

    public DateTime? InForceFrom { get; private set; }

    public DateTime? InForceUntil { get; private set; }

    /// <summary>What the change is for.</summary>
    public string Comment { get; private set; } = "";

    /// <summary>Why it was refused or withdrawn last; empty when it was not.</summary>
    public string Answer { get; private set; } = "";

    public int Version { get; private set; }

    /// <summary>False when the content was changed past the portal.</summary>
    public bool IsUnaltered => ContentHash.AsSpan().SequenceEqual(HashOf(Content));

    public static byte[] HashOf(string content) => SHA256.HashData(Encoding.UTF8.GetBytes(content));

    /// <summary>New content for a draft; a proposed version becomes a draft again, since nobody has agreed to the new content.</summary>
    public Result<Done> Edit(string content, string comment, Guid editor, DateTime now)
    {
        if (State is not (PolicyState.Draft or PolicyState.Proposed))
            return PolicyRefusals.NotOpen;
        (State, ProposedBy, ProposedAt) = (PolicyState.Draft, null, null);
        Write(content, comment, editor, now);
        return default(Done);
    }

    /// <param name="shown">Hash of the content that the person saw.</param>
    public Result<Done> Propose(byte[] shown, Guid person, DateTime now)
    {
        if (State != PolicyState.Draft)
            return PolicyRefusals.NotDraft;
        if (CheckShown(shown) is { } refusal)
            return refusal;
        (State, ProposedBy, ProposedAt) = (PolicyState.Proposed, person, now);
        return default(Done);
    }

    /// <summary>Why this person could not confirm what was shown; null when nothing speaks against it.</summary>
    public Refusal? WhyNotConfirm(byte[] shown, Guid person)
    {
        if (State != PolicyState.Proposed)
            return PolicyRefusals.NotProposed;
        if (person == ProposedBy || person == EditedBy)
            return PolicyRefusals.SecondPerson;
        return CheckShown(shown);
    }

    /// <summary>Puts the version in force. The one in force before must be superseded in the same transaction.</summary>
    public Result<Done> Confirm(byte[] shown, Guid person, DateTime now)
    {
        if (WhyNotConfirm(shown, person) is { } refusal)
            return refusal;
        (State, ConfirmedBy, ConfirmedAt, InForceFrom) = (PolicyState.InForce, person, now, now);
        return default(Done);
    }

    public Result<Done> Supersede(DateTime now)
    {
        if (State != PolicyState.InForce)
            throw new InvalidOperationException($"Version {Number} is not in force.");
        (State, InForceUntil) = (PolicyState.Superseded, now);
        return default(Done);
    }

    /// <summary>Back to its makers, to be changed and proposed anew.</summary>
    public Result<Done> Refuse(string why)
    {
        if (State != PolicyState.Proposed)
            return PolicyRefusals.NotProposed;
        (State, ProposedBy, ProposedAt, Answer) = (PolicyState.Draft, null, null, why);
        return default(Done);
    }

    /// <summary>Given up for good; it stays in the list.</summary>
    public Result<Done> Withdraw(string why)
    {
        if (State is not (PolicyState.Draft or PolicyState.Proposed))
            return PolicyRefusals.NotOpen;
        (State, Answer) = (PolicyState.Withdrawn, why);
        return default(Done);
    }

    private Refusal? CheckShown(byte[] shown)
    {
        if (!IsUnaltered)
            return PolicyRefusals.Altered;
        return ContentHash.AsSpan().SequenceEqual(shown) ? null : PolicyRefusals.ChangedSinceShown;
    }

    private void Write(string content, string comment, Guid editor, DateTime now)
    {
        (Content, ContentHash, Comment) = (content, HashOf(content), comment);
        (EditedBy, EditedAt) = (editor, now);
    }
}

public static class PolicyRefusals
{
    /// <summary>In force, superseded or withdrawn: its content stays as it is.</summary>
    public static readonly Refusal NotOpen = new("policy_not_open");

    public static readonly Refusal NotDraft = new("policy_not_draft");

    public static readonly Refusal NotProposed = new("policy_not_proposed");

    /// <summary>Who edited it last or proposed it cannot be the one who agrees.</summary>
    public static readonly Refusal SecondPerson = new("policy_second_person");

    /// <summary>The content is not the one that the person saw.</summary>
    public static readonly Refusal ChangedSinceShown = new("policy_changed");

    /// <summary>The stored content does not have its hash: it was changed past the portal.</summary>
    public static readonly Refusal Altered = new("policy_altered");
}
