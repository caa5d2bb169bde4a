using FundPortal.Application.Data;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Payments;

/// <summary>A payment that the asking program filed, with its timeline: by its id or by the program's own reference.</summary>
public sealed class ShowApiPayment(PortalDbContext db) : IUseCase<ShowApiPayment.Query, ShowApiPayment.Found>
{
    /// <summary>Exactly one of the two is set.</summary>
    public sealed record Query(Guid? Payment, string? ExternalRef);

    /// <param name="BankReference">The reference that the bank knows it by; null until it was sent.</param>
    public sealed record Found(
        Guid Payment,
        string? ExternalRef,
        PaymentState State,
        Guid Account,
        string PayeeName,
        string PayeeNumber,
        Money Amount,
        string Purpose,
        DateOnly? PayOn,
        DateTime FiledAt,
        string? BankReference,
        IReadOnlyList<Step> Timeline
    );

    /// <summary>People are not named to programs.</summary>
    public sealed record Step(PaymentStep What, PaymentState State, DateTime At, string? BankCode);

    public async Task<Result<Found>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        // Who files or cancels one is shown it.
        if (!actor.May(ApiPermission.ReadPayments) && !actor.May(ApiPermission.FilePayments))
            return Refusal.Forbidden;
        var filing = await db
            .ApiFilings.AsNoTracking()
            .Where(f => f.ClientId == actor.PersonId)
            .SingleOrDefaultAsync(f => input.Payment != null ? f.PaymentId == input.Payment : f.ExternalRef == input.ExternalRef, ct);
        if (filing is null)
            return Refusal.NotFound;
        // An account taken out of the client's scope takes its payments along.
        var payment = await db.PaymentsVisibleTo(actor)
            .AsNoTracking()
            .Include(p => p.Events)
            .SingleOrDefaultAsync(p => p.PublicId == filing.PaymentId, ct);
        if (payment is null)
            return Refusal.NotFound;
        var account = await db.Accounts.Where(a => a.Id == payment.AccountId).Select(a => a.PublicId).SingleAsync(ct);
        var sentAs = await db
            .PaymentInstructions.Where(i => i.PaymentId == payment.Id)
            .OrderBy(i => i.Id)
            .Select(i => i.EndToEndId)
            .FirstOrDefaultAsync(ct);
        return new Found(
            payment.PublicId,
            filing.ExternalRef,
            payment.State,
            account,
            payment.To?.AccountName ?? "",
            payment.To?.AccountNumber ?? "",
            payment.Amount,
            payment.Purpose,
            payment.PayOn,
            filing.At,
            sentAs,
            [.. payment.Events.OrderBy(e => e.Number).Select(e => new Step(e.Step, e.State, e.At, e.BankCode))]
        );
    }
}
