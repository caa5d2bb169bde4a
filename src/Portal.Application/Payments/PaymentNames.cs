using FundPortal.Application.Data;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>The names that a page of payments shows: accounts, people, and what is to be known of payees. Three queries for any number.</summary>
internal sealed class PaymentNames
{
    private readonly Dictionary<int, AccountNames> accounts;
    private readonly Dictionary<Guid, string> people;
    private readonly Dictionary<int, Guid> payees;

    private PaymentNames(Dictionary<int, AccountNames> accounts, Dictionary<Guid, string> people, Dictionary<int, Guid> payees) =>
        (this.accounts, this.people, this.payees) = (accounts, people, payees);

    internal sealed record AccountNames(int Id, Guid PublicId, string Name, string Number, string Entity, string Bank, Guid? DetailsBy);

    public static async Task<PaymentNames> LoadAsync(PortalDbContext db, IReadOnlyCollection<Payment> payments, CancellationToken ct)
    {
        var accountIds = payments.SelectMany(p => new[] { p.AccountId, p.ToAccountId ?? p.AccountId }).Distinct().ToArray();
        var personIds = payments
            .SelectMany(p =>
                p.Hands.Select(h => h.PersonId)
                    .Concat(p.Signatures.SelectMany(s => new[] { s.PersonId, s.OnBehalfOf ?? s.PersonId }))
                    .Concat(p.Events.Select(e => e.PersonId))
                    .Append(p.MakerId)
            )
            .Distinct()
            .ToArray();
        var payeeIds = payments.Select(p => p.PayeeId).OfType<int>().Distinct().ToArray();
        var accounts = await (
            from account in db.Accounts
            join entity in db.LegalEntities on account.LegalEntityId equals entity.Id
            join bank in db.Banks on account.BankId equals bank.Id
            where accountIds.Contains(account.Id)
            select new AccountNames(account.Id, account.PublicId, account.Name, account.Number, entity.Name, bank.Name, account.DetailsBy)
        ).ToDictionaryAsync(a => a.Id, ct);
        // Programs make payments too.
        var people = await db
            .Users.IgnoreQueryFilters()
            .Where(p => personIds.Contains(p.Id))
            .ToDictionaryAsync(p => p.Id, p => p.DisplayName, ct);
        var payees = await db
            .Payees.Where(p => payeeIds.Contains(p.Id))
            .Select(p => new { p.Id, p.DetailsBy })
            .ToDictionaryAsync(p => p.Id, p => p.DetailsBy, ct);
        return new PaymentNames(accounts, people, payees);
    }

    public AccountNames Account(int id) => accounts[id];

    public string AccountName(int id) => accounts[id].Name;

    public string EntityName(int id) => accounts[id].Entity;

    /// <summary>Empty for the portal itself.</summary>
    public string Person(Guid id) => people.GetValueOrDefault(id, "");

    /// <summary>Who entered or last changed the bank details in force that it goes to.</summary>
    public Guid? DetailsBy(Payment payment) =>
        payment.PayeeId is { } payee ? payees[payee]
        : payment.ToAccountId is { } account ? accounts[account].DetailsBy
        : null;
}
