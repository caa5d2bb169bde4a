using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

internal static class PaymentQueries
{
    private static readonly PaymentState[] TakenBack = [PaymentState.Cancelled, PaymentState.Rejected, PaymentState.Expired];

    /// <summary>Payments from the accounts in this person's data scope.</summary>
    public static IQueryable<Payment> PaymentsVisibleTo(this PortalDbContext db, Actor actor)
    {
        if (actor.IsSystem)
            return db.Payments;
        var accounts = db.AccountsVisibleTo(actor);
        return db.Payments.Where(payment => accounts.Any(account => account.Id == payment.AccountId));
    }

    /// <summary>
    /// The payment that pays this one again, if any: a re-issue that was not taken back stands for it, whatever became of it. One that came
    /// back or failed too is paid again itself, so that a chain of re-issues never has two ends.
    /// </summary>
    public static IQueryable<Payment> StandingFor(this IQueryable<Payment> payments, Guid origin) =>
        payments.Where(p => p.ReissueOf == origin && !TakenBack.Contains(p.State));

    /// <summary>With everything that signing looks at, payroll's lines included: the content hash covers them.</summary>
    public static IQueryable<Payment> WithContent(this IQueryable<Payment> payments) => payments.WithRoute().Include(p => p.Lines);

    /// <summary>With everything that decides who may sign.</summary>
    public static IQueryable<Payment> WithRoute(this IQueryable<Payment> payments) =>
        payments.Include(p => p.Hands).Include(p => p.Levels).ThenInclude(l => l.Signers).Include(p => p.Signatures).AsSplitQuery();
}
