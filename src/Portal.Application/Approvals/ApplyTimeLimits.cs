using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Reminds, escalates and expires what waits too long. A job calls it; each step happens once, whoever calls how often.</summary>
public sealed class ApplyTimeLimits(PortalDbContext db, Signatories signatories, PaymentNotices notices, IAudit audit, TimeProvider clock)
    : IUseCase<ApplyTimeLimits.Command, int>
{
    private const int PageSize = 100;

    public sealed record Command;

    /// <returns>How many payments were reminded of, escalated or expired.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var (touched, last) = (0, 0L);
        while (true)
        {
            var now = clock.GetUtcNow().UtcDateTime;
            var ids = await db
                .Payments.Where(p => p.DueAt <= now && p.Id > last)
                .OrderBy(p => p.Id)
                .Select(p => p.Id)
                .Take(PageSize)
                .ToListAsync(ct);
            if (ids.Count == 0)
                return touched;
            last = ids[^1];
            foreach (var id in ids)
                touched += await ApplyAsync(id, now, actor, ct) ? 1 : 0;
        }
    }

    private async Task<bool> ApplyAsync(long id, DateTime now, Actor actor, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.Payments.WithContent().SingleAsync(p => p.Id == id, ct);
        var happened = payment.ApplyTimeLimits(now);
        if (happened.Count == 0)
            return false;
        var people = await signatories.ForAccountAsync(payment.AccountId, ct);
        foreach (var (step, level) in happened)
        {
            notices.TimeLimit(payment, step, level, people);
            audit.Append(
                actor,
                step switch
                {
                    PaymentStep.Expired => "payment.expired",
                    PaymentStep.Escalated => "payment.escalated",
                    _ => "payment.reminded",
                },
                $"payment:{payment.PublicId}",
                new { level = level.Rule.Name, after = payment.State }
            );
        }
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody decided in this moment; the next run looks again.
            return false;
        }
        await write.CommitAsync(ct);
        return true;
    }
}
