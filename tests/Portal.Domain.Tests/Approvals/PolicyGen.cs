using CsCheck;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Approvals;

/// <summary>Policies and payments of a small world, so that they meet often, and mostly on the borders.</summary>
internal static class PolicyGen
{
    private static readonly long[] Borders = [1, 99_999_99, 100_000_00, 100_000_01, 500_000_00, 500_000_01, AmountText.MaxMinor];

    private static readonly string[][] Trees =
    [
        ["1"],
        ["1", "2"],
        ["1", "2", "4"],
        ["1", "3"],
        ["5"],
    ];

    private static readonly Gen<TimeOnly> Times = Gen.Int[0, 95].Select(quarter => TimeOnly.MinValue.AddMinutes(quarter * 15));

    private static readonly Gen<PaymentType> Types = Pick(Enum.GetValues<PaymentType>());

    private static readonly Gen<PaymentSource> Sources = Pick(Enum.GetValues<PaymentSource>());

    private static readonly Gen<string> Currencies = Pick(["CNY", "USD", "JPY"]);

    private static readonly Gen<Condition> Conditions = Gen.Select(
        Gen.Select(Often(Gen.Int[1, 5].List[1, 3]), Rarely(Gen.Int[1, 4].List[1, 3]), Rarely(Types.List[1, 2])),
        Gen.Select(Rarely(Currencies.List[1, 2]), Often(Bands()), Rarely(Gen.Bool)),
        Gen.Select(Rarely(Gen.Bool), Rarely(Sources.List[1, 2]), Rarely(Gen.Select(Times, Times, (from, to) => new TimeBand(from, to)))),
        (first, second, third) =>
            new Condition
            {
                Entities = first.Item1.Given ? first.Item1.Value : [],
                Accounts = first.Item2.Given ? first.Item2.Value : [],
                Types = first.Item3.Given ? first.Item3.Value : [],
                Currencies = second.Item1.Given ? second.Item1.Value : [],
                Amount = second.Item2.Given ? second.Item2.Value : null,
                NewPayee = second.Item3.Given ? second.Item3.Value : null,
                OwnTransfer = third.Item1.Given ? third.Item1.Value : null,
                Sources = third.Item2.Given ? third.Item2.Value : [],
                Time = third.Item3.Given ? third.Item3.Value : null,
            }
    );

    private static readonly Gen<PolicyLevel> Levels = Gen.Select(
        Gen.Int[0, 999],
        Gen.Int[0, 19],
        Gen.Bool,
        (name, quorum, inParallel) =>
            new PolicyLevel($"level {name}", new Signers([Role.Approver], []), quorum == 0 ? 0 : 1 + quorum % 3, inParallel, null)
    );

    private static readonly Gen<Rule> Rules = Gen.Select(
        Gen.Int[0, 999],
        Conditions.List[0, 3],
        Levels.List[0, 3],
        Gen.Bool,
        // Rules that always match are kept rare: they would hide all below.
        (name, anyOf, levels, andAlso) =>
            new Rule($"rule {name}", anyOf.Count == 0 && name % 4 > 0 ? [new() { NewPayee = true }] : anyOf, levels, andAlso)
    );

    public static readonly Gen<ApprovalPolicy> Policies = Rules.List[0, 6].Select(rules => new ApprovalPolicy(Currency.Cny, rules));

    public static readonly Gen<PaymentFacts> Payments = Gen.Select(
        Gen.Select(Pick(Trees), Gen.Int[1, 4], Types),
        Gen.Select(Sources, Currencies, Pick(Borders)),
        Gen.Select(Gen.Bool, Times),
        (where, what, how) =>
            new PaymentFacts(
                [.. where.Item1.Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture))],
                where.Item2,
                where.Item3,
                what.Item1,
                new Money(what.Item3, Currency.Of(what.Item2)),
                what.Item3,
                how.Item1,
                how.Item2
            )
    );

    private static Gen<AmountBand> Bands() =>
        Gen.Select(
            Rarely(Pick(Borders)),
            Often(Pick(Borders)),
            (over, upTo) => new AmountBand(over.Given ? over.Value : null, upTo.Given ? upTo.Value : null)
        );

    private static Gen<(bool Given, T Value)> Often<T>(Gen<T> values) => Gen.Select(Gen.Bool, values, (given, value) => (given, value));

    private static Gen<(bool Given, T Value)> Rarely<T>(Gen<T> values) =>
        Gen.Select(Gen.Int[0, 4], values, (dice, value) => (dice == 0, value));

    private static Gen<T> Pick<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
