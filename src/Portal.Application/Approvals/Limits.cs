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
    public async Task<IReadOnlyList<PaymentLimit>> ForAsync(Guid maker, int accountId, int? payeeId, CancellationToken ct) =>
        await db
            .PaymentLimits.Where(limit => limit.EndedAt == null && limit.Terms != null)
            .Where(limit => limit.PersonId == maker || limit.AccountId == accountId || (limit.PayeeId != null && limit.PayeeId == payeeId))
            .OrderBy(limit => limit.Id)
            .ToListAsync(ct);
}
