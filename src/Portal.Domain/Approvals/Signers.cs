using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Approvals;

/// <summary>Who may sign a level: holders of any of the roles, and the people named. Exclusions come on top.</summary>
public sealed record Signers(IReadOnlyList<Role> Roles, IReadOnlyList<Guid> People)
{
    public bool Include(Guid person, IReadOnlySet<Role> roles) => People.Contains(person) || Roles.Any(roles.Contains);
}
