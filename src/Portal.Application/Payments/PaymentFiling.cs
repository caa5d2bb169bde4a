using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>
/// Decides whether a payment may be submitted now, and lays out its route: emergency stop, payee, policy, limits, duplicates. The same for a
/// page, a file and an API, and for the preview while somebody types.
/// </summary>
public sealed class PaymentFiling(
    PortalDbContext db,
    PolicyInForce policies,
    RateTable rates,
    Limits limits,
    Stops stops,
    TimeProvider clock
)
{
    /// <summary>The payee or target account has other bank details than the payment: it must be changed (saved anew) before it is submitted.</summary>
    public static readonly Refusal PayeeChanged = new("payment_payee_changed");

    private static readonly PaymentState[] Void = [.. Enum.GetValues<PaymentState>().Where(PaymentMoves.IsVoid)];

    /// <param name="Rate">How the amount was compared with the policy's bands; null where the currencies are the same.</param>
    /// <param name="Limits">Limits that count this payment: to be touched when it is stored.</param>
    /// <param name="Duplicate">What it looks like; allowed because a reason was given.</param>
    public sealed record Filed(
        Submission Submission,
        int PolicyNumber,
        RateTable.RateUsed? Rate,
        IReadOnlyList<PaymentLimit> Limits,
        Duplicate? Duplicate
    );

    public async Task<Result<Filed>> PrepareAsync(Payment payment, Account account, Payee? payee, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (await stops.ActiveForAsync(account.Id, ct) is { Count: > 0 } active)
            return PaymentGate.Stopped(active[0]);
        if (payee?.WhyUnusable(Leaves(payment.PayOn, now)) is { } unusable)
            return unusable;
        // The bank details were copied when the payment was last changed; the directory may know better since.
        if (payee is not null && payee.Details != payment.To)
            return PayeeChanged;
        if (await Targets.WhyNotAsync(db, payment, Leaves(payment.PayOn, now), ct) is { } whyNot)
            return whyNot;
        var policy = await policies.LoadAsync(ct);
        if (policy.Refusal is { } none)
            return none;
        var converted = await rates.ConvertAsync(payment.Amount, policy.Value.Policy.Currency, ct);
        if (converted.Refusal is { } noRate)
            return noRate;
        var facts = await FactsAsync(payment, account, payee, converted.Value.Minor, now, ct);
        var route = policy.Value.Policy.Route(facts);
        if (route.Refusal is { } unrouted)
            return unrouted;
        var day = payment.PayOn ?? ChinaTime.DayOf(now);
        var counted = await limits.ForAsync(Makers(payment, actor), account.Id, payment.PayeeId, ct);
        var outcome = LimitCheck.Evaluate(await UsedAsync(counted, payment, day, ct), converted.Value.Minor);
        if (outcome.RefusedBy is { } hard)
            return Exceeded(hard, policy.Value.Policy.Currency);
        var duplicate = await Duplicates.FindAsync(db, db.PaymentsVisibleTo(actor), payment, account.LegalEntityId, day, ct);
        if (duplicate is not null && payment.DuplicateReason is null)
            return new Refusal("payment_duplicate", duplicate.Kind, duplicate.Number);
        var submission = new Submission(
            outcome.Extend(route.Value),
            policy.Value.Id,
            converted.Value.Minor,
            day,
            duplicate is { Kind: DuplicateKind.Reference or DuplicateKind.SamePayroll }
                ? null
                : Duplicates.Held(account.LegalEntityId, payment)
        );
        return new Filed(submission, policy.Value.Number, converted.Value.Rate, counted, duplicate);
    }

    /// <summary>Its maker, everybody who changed it, and who files it now.</summary>
    private static Guid[] Makers(Payment payment, Actor actor) =>
        [
            .. payment
                .Hands.Where(hand => hand.Part is (PaymentPart.Maker or PaymentPart.Editor))
                .Select(hand => hand.PersonId)
                .Append(actor.PersonId)
                .Distinct(),
        ];

    /// <summary>A hard limit stands in the way; its name and amount are told.</summary>
    private static Refusal Exceeded(PaymentLimit limit, Currency currency) =>
        Refusal.Invalid("amount", "limit_exceeded", limit.Name, new Money(limit.Terms!.AmountMinor, currency).ToString());

    /// <summary>When the money leaves at the earliest: what a payee's cooling-off period is compared with.</summary>
    private static DateTime Leaves(DateOnly? payOn, DateTime now) =>
        payOn is { } day && ChinaTime.StartOf(day) > now ? ChinaTime.StartOf(day) : now;

    private async Task<PaymentFacts> FactsAsync(
        Payment payment,
        Account account,
        Payee? payee,
        long policyMinor,
        DateTime now,
        CancellationToken ct
    )
    {
        var path = await db.LegalEntities.Where(e => e.Id == account.LegalEntityId).Select(e => e.Path).SingleAsync(ct);
        int[] entities =
        [
            .. path.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Select(id => int.Parse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture)),
        ];
        return new PaymentFacts(
            entities,
            account.Id,
            payment.Type,
            payment.Source,
            payment.Amount,
            policyMinor,
            payee is { FirstPaidOn: null },
            TimeOnly.FromDateTime(ChinaTime.FromUtc(now))
        );
    }

    /// <summary>What live payments have used of each limit, in the policy's minor units, this one left out.</summary>
    private async Task<List<LimitUse>> UsedAsync(IReadOnlyList<PaymentLimit> counted, Payment payment, DateOnly day, CancellationToken ct)
    {
        var used = new List<LimitUse>(counted.Count);
        foreach (var limit in counted)
            used.Add(new LimitUse(limit, limit.Terms!.Period == LimitPeriod.Payment ? 0 : await UsedAsync(limit, payment, day, ct)));
        return used;
    }

    private Task<long> UsedAsync(PaymentLimit limit, Payment payment, DateOnly day, CancellationToken ct)
    {
        var isMonth = limit.Terms!.Period == LimitPeriod.Month;
        var first = isMonth ? new DateOnly(day.Year, day.Month, 1) : day;
        var last = isMonth ? first.AddMonths(1).AddDays(-1) : day;
        var payments = db.Payments.Where(p =>
            p.PublicId != payment.PublicId && p.LimitDay >= first && p.LimitDay <= last && !Void.Contains(p.State)
        );
        payments = limit.Subject switch
        {
            // Whoever changed or filed a payment stands behind it like its maker.
            LimitSubject.Person => payments.Where(p =>
                p.Hands.Any(hand => hand.PersonId == limit.PersonId && (hand.Part == PaymentPart.Maker || hand.Part == PaymentPart.Editor))
            ),
            LimitSubject.Account => payments.Where(p => p.AccountId == limit.AccountId),
            _ => payments.Where(p => p.PayeeId == limit.PayeeId),
        };
        return payments.SumAsync(p => p.PolicyMinor, ct);
    }
}
