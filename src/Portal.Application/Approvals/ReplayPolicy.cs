using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// What two versions would have made of the payments that were submitted lately, as far as they are in the person's scope: those that
/// would be routed differently. A payee counts as new where no earlier payment to it had been approved.
/// </summary>
public sealed class ReplayPolicy(PortalDbContext db, RateTable rates, TimeProvider clock)
    : IUseCase<ReplayPolicy.Query, ReplayPolicy.Answer>
{
    /// <param name="Days">1 to 90.</param>
    public sealed record Query(Guid Before, Guid After, int Days = MaxDays);

    /// <param name="Looked">Payments that were looked at.</param>
    /// <param name="Different">How many of them would be routed differently.</param>
    /// <param name="IsCut">There were more payments than are looked at: only the newest were.</param>
    /// <param name="Rows">The newest that differ, at most 200.</param>
    public sealed record Answer(int BeforeNumber, int AfterNumber, int Looked, int Different, bool IsCut, IReadOnlyList<Row> Rows);

    public sealed record Row(Guid Payment, string Number, DateTime SubmittedAt, Money Amount, Outcome Before, Outcome After);

    /// <param name="Levels">Empty when it could not have been submitted.</param>
    public sealed record Outcome(IReadOnlyList<RouteLevel> Levels, Refusal? WhyNot);

    public const int MaxDays = 90;

    private const int MaxPayments = 5_000;

    private const int MaxRows = 200;

    private static readonly PaymentState[] ApprovedOnce =
    [
        PaymentState.Approved,
        PaymentState.Released,
        PaymentState.Accepted,
        PaymentState.Unknown,
        PaymentState.Settled,
        PaymentState.Returned,
    ];

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        if (input.Days is < 1 or > MaxDays)
            return Refusal.Invalid("days", "days_range", MaxDays);
        var versions = await db.PolicyVersions.AsNoTracking().ToListAsync(ct);
        if (
            versions.Find(v => v.PublicId == input.Before) is not { } before
            || versions.Find(v => v.PublicId == input.After) is not { } after
        )
            return Refusal.NotFound;
        if (!before.IsUnaltered || !after.IsUnaltered)
            return PolicyRefusals.Altered;
        var (old, next) = (PolicyContent.Read(before.Content), PolicyContent.Read(after.Content));
        var past = await PastAsync(actor, clock.GetUtcNow().UtcDateTime.AddDays(-input.Days), ct);
        var currencies = versions.ToDictionary(v => v.Id, v => PolicyContent.Read(v.Content).Currency);
        var rows = new List<Row>();
        foreach (var payment in past.Take(MaxPayments))
        {
            var (was, becomes) = (await RouteAsync(old, payment, currencies, ct), await RouteAsync(next, payment, currencies, ct));
            if (!AreSame(was, becomes))
                rows.Add(new(payment.Id, payment.Number, payment.SubmittedAt, payment.Amount, was, becomes));
        }
        return new Answer(
            before.Number,
            after.Number,
            Math.Min(past.Count, MaxPayments),
            rows.Count,
            past.Count > MaxPayments,
            [.. rows.Take(MaxRows)]
        );
    }

    private sealed record Past(Guid Id, string Number, DateTime SubmittedAt, Money Amount, int? PolicyVersionId, PaymentFacts Facts);

    private async Task<IReadOnlyList<Past>> PastAsync(Actor actor, DateTime since, CancellationToken ct)
    {
        var found = await (
            from payment in db.Payments.AsNoTracking()
            join account in db.AccountsVisibleTo(actor) on payment.AccountId equals account.Id
            join owner in db.LegalEntities on account.LegalEntityId equals owner.Id
            where payment.SubmittedAt >= since
            orderby payment.SubmittedAt descending, payment.Id descending
            select new
            {
                Payment = payment,
                owner.Path,
                IsKnown = payment.PayeeId == null
                    || db.Payments.Any(earlier =>
                        earlier.PayeeId == payment.PayeeId
                        && earlier.To!.AccountNumber == payment.To!.AccountNumber
                        && earlier.To.BankCode == payment.To.BankCode
                        && earlier.SubmittedAt < payment.SubmittedAt
                        && ApprovedOnce.Contains(earlier.State)
                    ),
            }
        )
            .Take(MaxPayments + 1)
            .ToListAsync(ct);
        return
        [
            .. found.Select(row => new Past(
                row.Payment.PublicId,
                row.Payment.Number,
                row.Payment.SubmittedAt!.Value,
                row.Payment.Amount,
                row.Payment.PolicyVersionId,
                new PaymentFacts(
                    PolicyWorldReader.LineOf(row.Path),
                    row.Payment.AccountId,
                    row.Payment.Type,
                    row.Payment.Source,
                    row.Payment.Amount,
                    row.Payment.PolicyMinor,
                    !row.IsKnown && row.Payment.Type == PaymentType.Transfer,
                    TimeOnly.FromDateTime(ChinaTime.FromUtc(row.Payment.SubmittedAt!.Value))
                )
            )),
        ];
    }

    /// <summary>The amount as it was compared then; today's rate only where the policy's currency is another.</summary>
    private async Task<Outcome> RouteAsync(ApprovalPolicy policy, Past payment, Dictionary<int, Currency> currencies, CancellationToken ct)
    {
        var facts = payment.Facts;
        if (payment.PolicyVersionId is not { } id || currencies.GetValueOrDefault(id) != policy.Currency)
        {
            var converted = await rates.ConvertAsync(payment.Amount, policy.Currency, ct);
            if (converted.Refusal is { } noRate)
                return new([], noRate);
            facts = facts with { PolicyMinor = converted.Value.Minor };
        }
        var route = policy.Route(facts);
        return route.IsOk ? new(route.Value.Levels, null) : new([], route.Refusal);
    }

    /// <summary>The same people sign the same number of times in the same order; names of rules and levels do not matter.</summary>
    private static bool AreSame(Outcome one, Outcome other) =>
        string.Equals(one.WhyNot?.Code, other.WhyNot?.Code, StringComparison.Ordinal)
        && one.Levels.Select(Key).SequenceEqual(other.Levels.Select(Key), StringComparer.Ordinal);

    private static string Key(RouteLevel level) =>
        $"{level.Stage}/{level.Quorum}/{string.Join(',', level.Signers.Roles.Distinct().Order())}/{string.Join(',', level.Signers.People.Distinct().Order())}";
}
