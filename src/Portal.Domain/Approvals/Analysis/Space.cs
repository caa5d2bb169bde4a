using System.Numerics;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>
/// The dimensions of payments: account, kind, currency, source, time, amount. Values that no condition tells apart are one class; its mask
/// has a bit for each alternative (of all rules, numbered through) that admits it.
/// </summary>
internal sealed class Space
{
    private readonly List<Condition> alternatives = [];
    private readonly List<int> ruleOf = [];
    private readonly Dimension<PolicyAccount> accounts;
    private readonly Dimension<PaymentKind> kinds;
    private readonly Dimension<string?> currencies;
    private readonly Dimension<PaymentSource> sources;
    private readonly Dimension<TimeBand> times;
    private readonly Dimension<AmountBand> amounts;

    public Space(ApprovalPolicy policy, PolicyWorld world)
    {
        for (var index = 0; index < policy.Rules.Count; index++)
            foreach (var condition in policy.Rules[index].AnyOf.DefaultIfEmpty(new Condition()))
            {
                alternatives.Add(condition);
                ruleOf.Add(index);
            }
        accounts = Cut(
            world.Accounts,
            (c, account) =>
                (c.Entities.Count == 0 || account.Entities.Any(c.Entities.Contains))
                && (c.Accounts.Count == 0 || c.Accounts.Contains(account.Id))
        );
        kinds = Cut(
            PaymentKind.All,
            (c, kind) =>
                (c.Types.Count == 0 || c.Types.Contains(kind.Type))
                && (c.NewPayee ?? kind.IsNewPayee) == kind.IsNewPayee
                && (c.OwnTransfer is not { } isOwn || isOwn == (kind.Type == PaymentType.OwnTransfer))
        );
        currencies = Cut<string?>(
            [.. alternatives.SelectMany(c => c.Currencies).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), null],
            (c, code) => c.Currencies.Count == 0 || (code is not null && c.Currencies.Contains(code, StringComparer.Ordinal))
        );
        sources = Cut(Enum.GetValues<PaymentSource>(), (c, source) => c.Sources.Count == 0 || c.Sources.Contains(source));
        times = Cut(TimesOf(), (c, band) => c.Time is not { } hours || hours.Includes(band.From));
        // A band of the cut is wholly inside or outside every condition, so its first amount speaks for it.
        amounts = Cut(AmountsOf(), (c, band) => c.Amount is not { } wanted || wanted.Includes(band.Over!.Value + 1));
        Dimensions = [accounts.Masks, kinds.Masks, currencies.Masks, sources.Masks, times.Masks, amounts.Masks];
    }

    public IReadOnlyList<BigInteger>[] Dimensions { get; }

    public IReadOnlyList<int> RuleOf => ruleOf;

    public BigInteger AllAlternatives => (BigInteger.One << alternatives.Count) - 1;

    /// <returns>How many cells there are; null when more than the limit.</returns>
    public int? CountUpTo(int limit)
    {
        var count = Dimensions.Aggregate(BigInteger.One, (product, dimension) => product * dimension.Count);
        return count > limit ? null : (int)count;
    }

    public IEnumerable<int> AccountsOf(int accountClass) => accounts.Classes[accountClass].Select(account => account.Id);

    /// <param name="box">For each dimension the classes that belong to it, a bit each.</param>
    public Circumstances Describe(BigInteger[] box) =>
        new(
            accounts.Values(box[0])?.Select(account => account.Id).Order().ToArray(),
            kinds.Values(box[1]),
            currencies.Values(box[2]),
            sources.Values(box[3]),
            times.Values(box[4]) is { } inside ? JoinTimes(inside) : null,
            amounts.Values(box[5]) is { } parts ? [.. JoinAmounts(parts)] : null
        );

    private Dimension<T> Cut<T>(IReadOnlyList<T> values, Func<Condition, T, bool> admits)
    {
        var classes = values
            .GroupBy(value =>
                alternatives
                    .Select((condition, bit) => admits(condition, value) ? BigInteger.One << bit : BigInteger.Zero)
                    .Aggregate(BigInteger.Zero, (mask, bit) => mask | bit)
            )
            .ToArray();
        return new([.. classes.Select(c => c.Key)], [.. classes.Select(c => c.ToArray())]);
    }

    private TimeBand[] TimesOf()
    {
        var borders = alternatives
            .SelectMany(c => c.Time is { } hours ? new[] { hours.From, hours.To } : [])
            .Append(TimeOnly.MinValue)
            .Distinct()
            .Order()
            .ToArray();
        return
        [
            .. borders.Select((from, index) => new TimeBand(from, index + 1 < borders.Length ? borders[index + 1] : TimeOnly.MinValue)),
        ];
    }

    private AmountBand[] AmountsOf()
    {
        var borders = alternatives
            .SelectMany(c => new[] { c.Amount?.Over, c.Amount?.UpTo })
            .OfType<long>()
            .Where(border => border is > 0 and < long.MaxValue)
            .Append(0)
            .Distinct()
            .Order()
            .ToArray();
        return [.. borders.Select((over, index) => new AmountBand(over, index + 1 < borders.Length ? borders[index + 1] : null))];
    }

    private static IEnumerable<AmountBand> JoinAmounts(IReadOnlyList<AmountBand> parts)
    {
        AmountBand? open = null;
        foreach (var part in parts.OrderBy(part => part.Over))
        {
            if (open is not null && open.UpTo == part.Over)
            {
                open = open with { UpTo = part.UpTo };
                continue;
            }
            if (open is not null)
                yield return open;
            open = part;
        }
        if (open is not null)
            yield return open;
    }

    private static List<TimeBand> JoinTimes(IReadOnlyList<TimeBand> parts)
    {
        var joined = new List<TimeBand>();
        foreach (var part in parts.OrderBy(part => part.From))
        {
            if (joined.Count > 0 && joined[^1].To == part.From)
                joined[^1] = joined[^1] with { To = part.To };
            else
                joined.Add(part);
        }
        // The one until midnight and the one from midnight are one night.
        if (joined.Count > 1 && joined[^1].To == TimeOnly.MinValue && joined[0].From == TimeOnly.MinValue)
        {
            joined[0] = joined[0] with { From = joined[^1].From };
            joined.RemoveAt(joined.Count - 1);
        }
        return joined;
    }

    private sealed record Dimension<T>(IReadOnlyList<BigInteger> Masks, IReadOnlyList<T[]> Classes)
    {
        /// <returns>Null when all classes are chosen.</returns>
        public IReadOnlyList<T>? Values(BigInteger chosen) =>
            chosen == (BigInteger.One << Classes.Count) - 1
                ? null
                : [.. Classes.Where((_, index) => !(chosen >> index).IsEven).SelectMany(values => values)];
    }
}
