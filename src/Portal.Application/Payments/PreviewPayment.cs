using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>
/// What submitting this entry would do, told while it is typed: what is wrong field by field, who would sign, what stays on the account.
/// Stores nothing.
/// </summary>
public sealed class PreviewPayment(
    PortalDbContext db,
    PaymentEntryReader reader,
    PaymentFiling filing,
    Signatories signatories,
    WorkingDays workingDays,
    TimeProvider clock
) : IUseCase<PreviewPayment.Query, PreviewPayment.Preview>
{
    /// <summary>Money of these is promised and may not have left the balance that a bank told.</summary>
    private static readonly PaymentState[] UnderWay =
    [
        PaymentState.InApproval,
        PaymentState.Approved,
        PaymentState.Released,
        PaymentState.Accepted,
        PaymentState.Unknown,
    ];

    /// <param name="Id">The payment that is being changed, or the new one's id.</param>
    public sealed record Query(Guid Id, PaymentEntry Entry);

    /// <param name="Problems">Each names its field; empty when the entry is complete.</param>
    /// <param name="WhyNot">Why it could not be submitted although the entry is complete.</param>
    /// <param name="Levels">Who would sign; empty unless it could be submitted.</param>
    /// <param name="UnderWay">Other payments from the account that are promised.</param>
    /// <param name="After">Available, less what is under way and this payment; null where no source told a balance.</param>
    /// <param name="Rate">How the amount was compared with the policy's bands.</param>
    public sealed record Preview(
        IReadOnlyList<Refusal> Problems,
        Refusal? WhyNot,
        IReadOnlyList<Level> Levels,
        int? PolicyNumber,
        RateTable.RateUsed? Rate,
        Duplicate? Duplicate,
        bool IsFirstTime,
        BalanceView? Available,
        Money? UnderWay,
        Money? After,
        Money? Amount,
        DayOff? DayOff
    );

    /// <summary>The day to pay on is no working day; or, where <paramref name="IsKnown"/> is false, it is in a year whose holidays nobody announced.</summary>
    /// <param name="Next">The next working day.</param>
    public sealed record DayOff(DateOnly Next, bool IsKnown);

    /// <param name="People">Who could sign it now, by name; fewer than <paramref name="Quorum"/> means that it would get stuck.</param>
    public sealed record Level(int Stage, string Name, string Origin, int Quorum, IReadOnlyList<string> People);

    public async Task<Result<Preview>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments))
            return Refusal.Forbidden;
        var read = await reader.ReadAsync(input.Entry, actor, ct);
        var (available, underWay, after) = await BalanceAsync(read.Account, read.Order?.Amount, input.Id, ct);
        var empty = new Preview(
            read.Problems,
            null,
            [],
            null,
            null,
            null,
            read.Payee is { FirstPaidOn: null },
            available,
            underWay,
            after,
            read.Order?.Amount,
            Off(input.Entry.PayOn)
        );
        if (read.Order is not { } order)
            return empty;
        var doer = new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime);
        // Never stored: the domain lays out its route as it would for the real one.
        var payment = new Payment(input.Id, order, PaymentSource.Page, null, doer);
        var filed = await filing.PrepareAsync(payment, read.Account!, read.Payee, actor, ct);
        if (filed.Refusal is { } whyNot)
            return empty with { WhyNot = whyNot };
        payment.Submit(filed.Value.Submission, doer);
        var people = await signatories.ForAccountAsync(payment.AccountId, ct);
        return empty with
        {
            Levels =
            [
                .. payment.Route.Select(l => new Level(
                    l.Rule.Stage,
                    l.Rule.Name,
                    l.Rule.Origin,
                    l.Rule.Quorum,
                    [.. people.Of(l, payment).Select(signer => signer.Name)]
                )),
            ],
            PolicyNumber = filed.Value.PolicyNumber,
            Rate = filed.Value.Rate,
            Duplicate = filed.Value.Duplicate,
        };
    }

    private DayOff? Off(DateOnly? payOn)
    {
        if (payOn is not { } day)
            return null;
        var next = workingDays.NextWorkingDay(day);
        return next.Day == day && next.IsYearKnown ? null : new DayOff(next.Day, next.IsYearKnown);
    }

    private async Task<(BalanceView? Available, Money? UnderWay, Money? After)> BalanceAsync(
        Account? account,
        Money? amount,
        Guid self,
        CancellationToken ct
    )
    {
        if (account is null)
            return (null, null, null);
        var balances = await Balances.NewestAsync(db, db.Accounts.Where(a => a.Id == account.Id), ct);
        var known = balances.GetValueOrDefault(account.Id, AccountBalances.None);
        var available = known.Available ?? known.Booked;
        var minor = await db
            .Payments.Where(p => p.AccountId == account.Id && p.PublicId != self && UnderWay.Contains(p.State))
            .SumAsync(p => p.AmountMinor, ct);
        var underWay = account.Amount(minor);
        return (available, underWay, available is null || amount is null ? null : available.Amount - underWay - amount.Value);
    }
}
