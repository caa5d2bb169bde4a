using FundPortal.Application.Data;
using FundPortal.Domain.Approvals;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The limits in force.</summary>
public sealed class Limits(PortalDbContext db)
{
    /// <summary>
    /// All limits that a payment meets, tracked: whoever counts the payment calls <see cref="PaymentLimit.Count"/> on each, in the same save,
    /// so that of two payments at once one meets a conflict.
    /// </summary>
    /// <param name="people">Everybody who made, changed or files it: each of them could have made it alone.</param>
    public async Task<IReadOnlyList<PaymentLimit>> ForAsync(Guid[] people, int accountId, int? payeeId, CancellationToken ct) =>
        await db
            .PaymentLimits.Where(limit => limit.EndedAt == null && limit.Terms != null)
            .Where(limit =>
                (limit.PersonId != null && people.Contains(limit.PersonId.Value))
                || limit.AccountId == accountId
                || (limit.PayeeId != null && limit.PayeeId == payeeId)
            )
            .OrderBy(limit => limit.Id)
            .ToListAsync(ct);
}
