using FundPortal.Domain.Identity;
using Microsoft.AspNetCore.Identity;

namespace FundPortal.Application.Identity;

/// <summary>Somebody who can sign in. Identity keeps name, password hash and security stamp; the rest is ours.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    /// <summary><c>zh-CN</c> or <c>en</c>; empty until chosen: as the browser asks.</summary>
    public string Language { get; set; } = "";

    public bool IsDisabled { get; set; }

    /// <summary>
    /// A program (an API client), not somebody: it owns what it makes and has a data scope. Left out of every query that does not ask for
    /// programs, so nobody signs in as it, resets it, or gives it a role.
    /// </summary>
    public bool IsProgram { get; init; }

    public DateTime CreatedAt { get; set; }

    public DateTime? LastSignInAt { get; set; }

    /// <summary>True until the person has chosen a password of their own.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>TOTP secret, protected by Data Protection; null until set-up was finished with a right code.</summary>
    public byte[]? TotpSecret { get; set; }

    /// <summary>A secret shown in set-up that no right code has confirmed yet; the old one stays good meanwhile.</summary>
    public byte[]? PendingTotpSecret { get; set; }

    /// <summary>The newest RFC 6238 step that was accepted, for any purpose. Moves forward only, by a conditional UPDATE.</summary>
    public long LastTotpStep { get; set; }

    /// <summary>An administrator took the second factor away; said at the next set-up, then cleared.</summary>
    public DateTime? TotpResetAt { get; set; }
}

public sealed class PersonRole
{
    public Guid PersonId { get; set; }

    public Role Role { get; set; }
}

/// <summary>A data scope: a legal entity with all below it, or one account. Exactly one of the two is set.</summary>
public sealed class ScopeGrant
{
    public long Id { get; set; }

    public Guid PersonId { get; set; }

    public int? LegalEntityId { get; set; }

    public int? AccountId { get; set; }
}

/// <summary>A sign-in: the cookie names it, the database decides whether it still holds.</summary>
public sealed class SignInSession
{
    public Guid Id { get; set; }

    public Guid PersonId { get; set; }

    /// <summary>Identity's stamp when the session began; a changed stamp ends it.</summary>
    public required string SecurityStamp { get; set; }

    public DateTime StartedAt { get; set; }

    public DateTime LastSeenAt { get; set; }

    /// <summary>Absolute limit.</summary>
    public DateTime ExpiresAt { get; set; }

    public DateTime? EndedAt { get; set; }

    public string? Address { get; set; }

    public string? UserAgent { get; set; }
}

public sealed class RecoveryCode
{
    public long Id { get; set; }

    public Guid PersonId { get; set; }

    public required byte[] Salt { get; set; }

    public required byte[] Hash { get; set; }

    public DateTime? UsedAt { get; set; }
}
