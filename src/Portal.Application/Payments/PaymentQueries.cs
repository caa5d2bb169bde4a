using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

internal static class PaymentQueries
{
    /// <summary>Payments from the accounts in this person's data scope.</summary>
    public static IQueryable<Payment> PaymentsVisibleTo(this PortalDbContext db, Actor actor)
    {
        if (actor.IsSystem)
            return db.Payments;
        var accounts = db.AccountsVisibleTo(actor);
        return db.Payments.Where(payment => accounts.Any(account => account.Id == payment.AccountId));
    }

    /// <summary>With everything that signing looks at, payroll's lines included: the content hash covers them.</summary>
    public static IQueryable<Payment> WithContent(this IQueryable<Payment> payments) => payments.WithRoute().Include(p => p.Lines);

    /// <summary>With everything that decides who may sign.</summary>
    public static IQueryable<Payment> WithRoute(this IQueryable<Payment> payments) =>
        payments.Include(p => p.Hands).Include(p => p.Levels).ThenInclude(l => l.Signers).Include(p => p.Signatures).AsSplitQuery();
}
