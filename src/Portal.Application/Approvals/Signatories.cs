using System.Collections.Frozen;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Who may sign payments at this moment, by own right and by delegation.</summary>
public sealed class Signatories(SignerDirectory directory, Delegations delegations, TimeProvider clock)
{
    /// <summary>A person's own voice and the voices lent to them.</summary>
    /// <param name="Signers">Those of them that may sign at all.</param>
    internal sealed record Voices(FrozenDictionary<Guid, Signer> Signers, ILookup<Guid, ActiveDelegation> Lent)
    {
        /// <summary>Everything a level could name them by: a first sieve for a database query, never a right.</summary>
        public IEnumerable<Role> Roles => Signers.Values.SelectMany(signer => signer.Roles).Distinct();
    }

    public async Task<AccountSignatories> ForAccountAsync(int accountId, CancellationToken ct)
    {
        var signers = await directory.ForAccountAsync(accountId, ct);
        var active = await delegations.ActiveAsync(ChinaTime.Today(clock), ct);
        return new AccountSignatories(signers.ToFrozenDictionary(signer => signer.Id), active.ToLookup(d => d.To));
    }

    internal async Task<Voices> VoicesAsync(Guid person, CancellationToken ct)
    {
        var active = await delegations.ActiveAsync(ChinaTime.Today(clock), ct);
        var lent = active.Where(d => d.To == person).ToArray();
        var signers = await directory.SignersAsync([person, .. lent.Select(d => d.From)], ct);
        return new Voices(signers.ToFrozenDictionary(signer => signer.Id), lent.ToLookup(d => d.To));
    }

    /// <summary>Of these voices alone, for many accounts; each account has an answer.</summary>
    internal async Task<Dictionary<int, AccountSignatories>> ForAccountsAsync(int[] accounts, Voices voices, CancellationToken ct)
    {
        var holders = await directory.HoldersAsync(accounts, [.. voices.Signers.Keys], ct);
        return accounts.ToDictionary(
            account => account,
            account => new AccountSignatories(
                holders[account].Select(person => voices.Signers[person]).ToFrozenDictionary(signer => signer.Id),
                voices.Lent
            )
        );
    }
}

/// <summary>The people who may sign payments of one account.</summary>
public sealed class AccountSignatories(FrozenDictionary<Guid, Signer> signers, ILookup<Guid, ActiveDelegation> delegations)
{
    /// <returns>Null when this person may not sign payments of the account at all.</returns>
    /// <param name="policyMinor">See <see cref="Payment.PolicyMinor"/>: delegations may end at an amount.</param>
    public Signatory? Of(Guid person, long policyMinor) => signers.TryGetValue(person, out var signer) ? Of(signer, policyMinor) : null;

    /// <summary>Everybody who may sign this payment's level, open or not yet.</summary>
    public IEnumerable<Signer> Of(PaymentLevel level, Payment payment)
    {
        var (signing, asked) = (payment.Signing, level.Signing);
        return signers
            .Values.Where(signer => signing.RightTo(asked, Of(signer, payment.PolicyMinor)).IsOk)
            .OrderBy(s => s.Name, StringComparer.Ordinal);
    }

    public string NameOf(Guid person) => signers.TryGetValue(person, out var signer) ? signer.Name : "";

    private Signatory Of(Signer signer, long policyMinor)
    {
        var toMe = delegations[signer.Id].ToArray();
        var mandates = toMe.Where(d => d.Covers(policyMinor) && signers.ContainsKey(d.From))
            .Select(d => new Mandate(d.Id, d.From, signers[d.From].Roles));
        return new Signatory(signer.Id, signer.Roles, [.. mandates], [.. toMe.Select(d => d.From)]);
    }
}
