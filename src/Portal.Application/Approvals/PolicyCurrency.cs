using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Approvals;

/// <summary>The currency in which bands, limits and delegations are compared.</summary>
public sealed class PolicyCurrency(PolicyInForce policy)
{
    /// <returns>The currency of the policy in force; yuan while none is.</returns>
    public async Task<Currency> LoadAsync(CancellationToken ct)
    {
        var loaded = await policy.LoadAsync(ct);
        return loaded.IsOk ? loaded.Value.Policy.Currency : Currency.Cny;
    }
}
