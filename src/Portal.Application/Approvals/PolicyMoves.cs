using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>What the moves of a policy share.</summary>
internal static class PolicyMoves
{
    /// <returns>A conflict when somebody else was faster: on the row, or by taking its number or its place in force.</returns>
    public static async Task<Refusal?> SaveOrConflictAsync(this PortalDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException error)
            when (error is DbUpdateConcurrencyException || error.Entries.Any(entry => entry.Entity is PolicyVersion))
        {
            return Refusal.Conflict;
        }
    }

    /// <summary>A policy that cannot work does not go on; one that looks wrong goes on only if that was ticked.</summary>
    public static Refusal? CheckAnalysis(PolicyVersion version, PolicyWorld world, bool warningsAccepted)
    {
        var findings = PolicyAnalysis.Of(PolicyContent.Read(version.Content), world);
        if (findings.Count(finding => finding.Severity == FindingSeverity.Error) is > 0 and var errors)
            return new Refusal("policy_has_errors", errors);
        if (!warningsAccepted && findings.Count(finding => finding.Severity == FindingSeverity.Warning) is > 0 and var warnings)
            return new Refusal("policy_has_warnings", warnings);
        return null;
    }

    /// <returns>Bytes that equal no hash when the text is none.</returns>
    public static byte[] ReadHash(string? shown) =>
        shown is { Length: 64 } && shown.All(char.IsAsciiHexDigit) ? Convert.FromHexString(shown) : [];

    /// <summary>Who could agree to what these people made.</summary>
    public static async Task<IReadOnlyList<Guid>> OtherOwnersAsync(this PortalDbContext db, IEnumerable<Guid> makers, CancellationToken ct)
    {
        var roles = Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.ManagePolicies)).ToArray();
        var people = await db
            .Users.AsNoTracking()
            .Where(person => !person.IsDisabled && db.PersonRoles.Any(r => r.PersonId == person.Id && roles.Contains(r.Role)))
            .Select(person => person.Id)
            .ToListAsync(ct);
        return [.. people.Except(makers)];
    }

    public static string LinkOf(PolicyVersion version) => $"/approval-policies/{version.PublicId}";
}
