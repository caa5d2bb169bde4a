using FundPortal.Application.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>One account's newest balances and the closing balances of the days before today.</summary>
public sealed class ShowApiBalance(ShowAccount account, AccountCurve curve) : IUseCase<ShowApiBalance.Query, ShowApiBalance.Found>
{
    public const int MaxDays = AccountCurve.MaxDays - 1;

    /// <param name="Days">Days of history, 0 to <see cref="MaxDays"/>, yesterday being the first.</param>
    public sealed record Query(Guid Account, int Days);

    /// <param name="History">Newest first; empty while no statement told a balance.</param>
    public sealed record Found(ShowAccount.Details Account, IReadOnlyList<AccountCurve.Point> History);

    public async Task<Result<Found>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ReadBalances))
            return Refusal.Forbidden;
        if (input.Days is < 0 or > MaxDays)
            return Refusal.Invalid("days", "days_range", MaxDays);
        var found = await account.HandleAsync(new(input.Account), actor, ct);
        if (found.Refusal is { } refusal)
            return refusal;
        // The curve ends with today, whose closing is not known yet.
        var told = await curve.HandleAsync(new(input.Account, input.Days + 1), actor, ct);
        if (told.Refusal is { } wrong)
            return wrong;
        return new Found(found.Value, [.. told.Value.SkipLast(1).Reverse()]);
    }
}
