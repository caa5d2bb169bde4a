using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Payments;

/// <summary>A delegation to the signer that is good today and for this amount, from somebody who could sign payments of the account.</summary>
public sealed record Mandate(int DelegationId, Guid From, IReadOnlySet<Role> FromRoles);

/// <summary>Somebody who may sign payments of the payer account at all, and for whom else.</summary>
/// <param name="Delegators">Everybody who has delegated to this person for today, whatever the amount: exclusions look at all of them.</param>
public sealed record Signatory(
    Guid PersonId,
    IReadOnlySet<Role> Roles,
    IReadOnlyList<Mandate> Mandates,
    IReadOnlyCollection<Guid> Delegators
)
{
    /// <summary>With a right of one's own only.</summary>
    public static Signatory Alone(Guid person, IReadOnlySet<Role> roles) => new(person, roles, [], []);
}

/// <summary>A right to sign one level; <see cref="Mandate"/> is null when it is the signer's own.</summary>
public sealed record SigningRight(SigningLevel Level, Mandate? Mandate);

/// <summary>A decision that a person makes, with what they saw and the code that was spent on it.</summary>
/// <param name="Shown">The content hash of what was shown.</param>
/// <param name="CodeStep">RFC 6238 step of the code.</param>
public sealed record Decision(Signatory By, byte[] Shown, long CodeStep, string? Comment, string? Address, DateTime Now)
{
    internal Doer Doer => new(By.PersonId, Address, Now);
}
