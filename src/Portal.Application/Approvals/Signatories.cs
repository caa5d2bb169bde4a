using System.Collections.Frozen;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Who may sign payments at this moment, by own right and by delegation.</summary>
public sealed class Signatories(PortalDbContext db, SignerDirectory directory, Delegations delegations, TimeProvider clock)
{
    /// <summary>A person's own voice and the voices lent to them.</summary>
    internal sealed record Voices(Guid[] People, Role[] Roles, IReadOnlyList<ActiveDelegation> Delegations);

    public async Task<AccountSignatories> ForAccountAsync(int accountId, CancellationToken ct)
    {
        var signers = await directory.ForAccountAsync(accountId, ct);
        var active = await delegations.ActiveAsync(ChinaTime.Today(clock), ct);
        return new AccountSignatories(signers.ToFrozenDictionary(signer => signer.Id), active.ToLookup(d => d.To));
    }

    /// <summary>Everything a level could name this person by: a first sieve for a database query, never a right.</summary>
    internal async Task<Voices> VoicesAsync(Guid person, CancellationToken ct)
    {
        var active = await delegations.ActiveAsync(ChinaTime.Today(clock), ct);
        Guid[] people = [person, .. active.Where(d => d.To == person).Select(d => d.From)];
        var roles = await db.PersonRoles.Where(r => people.Contains(r.PersonId)).Select(r => r.Role).Distinct().ToArrayAsync(ct);
        return new Voices(people, roles, active);
    }

    /// <summary>Of these people alone, for many accounts; each account has an answer.</summary>
    internal async Task<Dictionary<int, AccountSignatories>> ForAccountsAsync(int[] accounts, Voices voices, CancellationToken ct)
    {
        var signers = await directory.ForAccountsAsync(accounts, voices.People, ct);
        var lent = voices.Delegations.ToLookup(d => d.To);
        return accounts.ToDictionary(
            account => account,
            account => new AccountSignatories(signers[account].ToFrozenDictionary(signer => signer.Id), lent)
        );
    }
}

/// <summary>The people who may sign payments of one account.</summary>
public sealed class AccountSignatories(FrozenDictionary<Guid, Signer> signers, ILookup<Guid, ActiveDelegation> delegations)
{
    /// <returns>Null when this person may not sign payments of the account at all.</returns>
    public Signatory? Of(Guid person, Payment payment) => signers.TryGetValue(person, out var signer) ? Of(signer, payment) : null;

    /// <summary>Everybody who may sign this payment's level, open or not yet.</summary>
    public IEnumerable<Signer> Of(PaymentLevel level, Payment payment) =>
        signers.Values.Where(signer => payment.RightTo(level, Of(signer, payment)).IsOk).OrderBy(s => s.Name, StringComparer.Ordinal);

    public string NameOf(Guid person) => signers.TryGetValue(person, out var signer) ? signer.Name : "";

    private Signatory Of(Signer signer, Payment payment)
    {
        var toMe = delegations[signer.Id].ToArray();
        var mandates = toMe.Where(d => d.Covers(payment.PolicyMinor) && signers.ContainsKey(d.From))
            .Select(d => new Mandate(d.Id, d.From, signers[d.From].Roles));
        return new Signatory(signer.Id, signer.Roles, [.. mandates], [.. toMe.Select(d => d.From)]);
    }
}
