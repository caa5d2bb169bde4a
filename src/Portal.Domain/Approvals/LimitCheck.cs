namespace FundPortal.Domain.Approvals;

/// <param name="UsedMinor">What the limit's period holds already, without the payment in question; not negative. Of no meaning per payment.</param>
public sealed record LimitUse(PaymentLimit Limit, long UsedMinor);

/// <param name="RefusedBy">The first hard limit that the payment would exceed; null: none.</param>
/// <param name="Extra">Soft limits that it would exceed, in the order given.</param>
public sealed record LimitOutcome(PaymentLimit? RefusedBy, IReadOnlyList<PaymentLimit> Extra)
{
    /// <summary>The route with a level for each soft limit that was exceeded: open together, after all others.</summary>
    public Route Extend(Route route)
    {
        if (Extra.Count == 0)
            return route;
        var stage = route.Levels.Count == 0 ? 1 : route.Levels.Max(level => level.Stage) + 1;
        return new Route([
            .. route.Levels,
            .. Extra
                .Select(limit => (limit.Name, Level: limit.Terms!.Level!))
                .Select(extra => new RouteLevel(stage, extra.Level.Name, extra.Level.Signers, extra.Level.Quorum, null, extra.Name)),
        ]);
    }
}

/// <summary>Whether a payment fits its limits.</summary>
public static class LimitCheck
{
    /// <param name="limits">Those that concern the payment; such as are not in force say nothing.</param>
    /// <param name="amountMinor">In minor units of the policy's currency; above zero.</param>
    public static LimitOutcome Evaluate(IEnumerable<LimitUse> limits, long amountMinor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountMinor);
        PaymentLimit? refusedBy = null;
        var extra = new List<PaymentLimit>();
        foreach (var use in limits.Where(use => use.Limit.IsInForce && Exceeds(use, amountMinor)))
        {
            if (!use.Limit.Terms!.IsHard)
                extra.Add(use.Limit);
            else
                refusedBy ??= use.Limit;
        }
        return new(refusedBy, extra);
    }

    /// <summary>By what is left, which cannot overflow as a sum could.</summary>
    private static bool Exceeds(LimitUse use, long amountMinor)
    {
        var terms = use.Limit.Terms!;
        if (terms.Period == LimitPeriod.Payment)
            return amountMinor > terms.AmountMinor;
        return amountMinor > terms.AmountMinor - use.UsedMinor;
    }
}
