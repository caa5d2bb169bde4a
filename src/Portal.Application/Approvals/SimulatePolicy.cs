using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Who would sign a payment that nobody has made: by the version in force or any other, drafts included. Stores nothing.</summary>
public sealed class SimulatePolicy(PortalDbContext db, RateTable rates, SignerDirectory directory)
    : IUseCase<SimulatePolicy.Query, SimulatePolicy.Answer>
{
    /// <param name="Policy">Null for the version in force.</param>
    /// <param name="Account">The payer account.</param>
    /// <param name="IsNewPayee">Counts for transfers only.</param>
    /// <param name="LocalTime">Wall clock in China.</param>
    /// <param name="Maker">Somebody who makes the payment and so cannot sign it; null when that is left open.</param>
    public sealed record Query(
        Guid? Policy,
        Guid Account,
        PaymentType Type,
        Money Amount,
        bool IsNewPayee,
        PaymentSource Source,
        TimeOnly LocalTime,
        Guid? Maker
    );

    /// <param name="PolicyAmount">In the policy's currency: what bands compare.</param>
    /// <param name="Rate">Null when no conversion was needed.</param>
    /// <param name="Matches">The rules that match and make the route; empty when the payment could not be submitted.</param>
    /// <param name="WhyNot">Why it could not be submitted; null when it could.</param>
    public sealed record Answer(
        int Number,
        PolicyState State,
        Money PolicyAmount,
        RateTable.RateUsed? Rate,
        IReadOnlyList<Match> Matches,
        IReadOnlyList<Level> Levels,
        Refusal? WhyNot
    );

    /// <param name="Because">The first alternative that is true; null for a rule that always matches.</param>
    public sealed record Match(string Rule, bool AndAlso, Condition? Because);

    /// <param name="People">Names of those who could sign it: enabled, with the right, in scope, not the maker.</param>
    public sealed record Level(RouteLevel Rule, IReadOnlyList<string> People);

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        if (input.Amount.Minor is <= 0 or > AmountText.MaxMinor)
            return Refusal.Invalid("amount", "amount_range");
        var version = await db
            .PolicyVersions.AsNoTracking()
            .SingleOrDefaultAsync(v => input.Policy == null ? v.State == PolicyState.InForce : v.PublicId == input.Policy, ct);
        if (version is null)
            return input.Policy is null ? PolicyInForce.None : Refusal.NotFound;
        if (!version.IsUnaltered)
            return PolicyRefusals.Altered;
        var account = await (
            from visible in db.AccountsVisibleTo(actor)
            join owner in db.LegalEntities on visible.LegalEntityId equals owner.Id
            where visible.PublicId == input.Account
            select new { visible.Id, owner.Path }
        ).SingleOrDefaultAsync(ct);
        if (account is null)
            return Refusal.Invalid("account", "account_unknown");
        var policy = PolicyContent.Read(version.Content);
        var converted = await rates.ConvertAsync(input.Amount, policy.Currency, ct);
        if (converted.Refusal is { } noRate)
            return noRate;
        var facts = new PaymentFacts(
            PolicyWorldReader.LineOf(account.Path),
            account.Id,
            input.Type,
            input.Source,
            input.Amount,
            converted.Value.Minor,
            input.IsNewPayee && input.Type == PaymentType.Transfer,
            input.LocalTime
        );
        var route = policy.Route(facts);
        return new Answer(
            version.Number,
            version.State,
            new Money(facts.PolicyMinor, policy.Currency),
            converted.Value.Rate,
            [
                .. policy
                    .Matching(facts)
                    .Select(rule => new Match(rule.Name, rule.AndAlso, rule.AnyOf.FirstOrDefault(c => c.Matches(facts)))),
            ],
            route.IsOk ? await WithPeopleAsync(route.Value, account.Id, input.Maker, ct) : [],
            route.Refusal
        );
    }

    private async Task<IReadOnlyList<Level>> WithPeopleAsync(Route route, int account, Guid? maker, CancellationToken ct)
    {
        var signers = await directory.ForAccountAsync(account, ct);
        return
        [
            .. route.Levels.Select(level => new Level(
                level,
                [.. signers.Where(s => s.Id != maker && level.Signers.Include(s.Id, s.Roles)).Select(s => s.Name)]
            )),
        ];
    }
}
