using FundPortal.Application.Data;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The limits that are in force or wait for a second person, and what new ones could be of.</summary>
public sealed class ListLimits(PortalDbContext db, LimitPeople people, PolicyCurrency currencies)
    : IUseCase<ListLimits.Query, ListLimits.Answer>
{
    public sealed record Query;

    /// <param name="Currency">Of all amounts.</param>
    /// <param name="People">Makers.</param>
    public sealed record Answer(
        IReadOnlyList<Row> Rows,
        Currency Currency,
        IReadOnlyList<Choice> People,
        IReadOnlyList<Choice> Accounts,
        IReadOnlyList<Choice> Payees,
        IReadOnlyList<Choice> Signers
    );

    public sealed record Choice(Guid Id, string Name);

    /// <param name="SubjectName">Of the person, account or payee.</param>
    /// <param name="MayConfirm">I am a second person.</param>
    public sealed record Row(
        Guid Id,
        string Name,
        LimitSubject Subject,
        string SubjectName,
        LimitTerms? Terms,
        LimitTerms? Proposed,
        bool IsEndProposed,
        string? ProposedBy,
        DateTime? ProposedAt,
        bool MayConfirm,
        int Revision
    );

    private const int Most = 1_000;

    private static readonly Role[] MakingRoles = [.. Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.MakePayments))];

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        var found = await people
            .VisibleTo(actor)
            .AsNoTracking()
            .Where(limit => limit.EndedAt == null)
            .OrderBy(limit => limit.Id)
            .Take(Most)
            .Select(limit => new
            {
                limit,
                Person = db.Users.Where(p => p.Id == limit.PersonId).Select(p => p.DisplayName).FirstOrDefault(),
                Account = db.Accounts.Where(a => a.Id == limit.AccountId).Select(a => a.Name + " · " + a.Number).FirstOrDefault(),
                Payee = db.Payees.Where(p => p.Id == limit.PayeeId).Select(p => p.Name).FirstOrDefault(),
                ProposedBy = db.Users.Where(p => p.Id == limit.ProposedBy).Select(p => p.DisplayName).FirstOrDefault(),
            })
            .ToListAsync(ct);
        var rows = found.Select(row => new Row(
            row.limit.PublicId,
            row.limit.Name,
            row.limit.Subject,
            row.Person ?? row.Account ?? row.Payee ?? "",
            row.limit.Terms,
            row.limit.Proposed,
            row.limit.IsEndProposed,
            row.limit.IsPending ? row.ProposedBy : null,
            row.limit.IsPending ? row.limit.ProposedAt : null,
            row.limit.IsPending && row.limit.ProposedBy != actor.PersonId,
            row.limit.Revision
        ));
        var makers = await db
            .Users.Where(person =>
                !person.IsDisabled && db.PersonRoles.Any(role => role.PersonId == person.Id && MakingRoles.Contains(role.Role))
            )
            .OrderBy(person => person.DisplayName)
            .Select(person => new Choice(person.Id, person.DisplayName))
            .ToListAsync(ct);
        var accounts = await db.AccountsVisibleTo(actor)
            .OrderBy(account => account.Name)
            .ThenBy(account => account.Number)
            .Select(account => new Choice(account.PublicId, account.Name + " · " + account.Number))
            .ToListAsync(ct);
        var payees = await db.PayeesVisibleTo(actor)
            .OrderBy(payee => payee.Name)
            .Take(Most)
            .Select(payee => new Choice(payee.PublicId, payee.Name))
            .ToListAsync(ct);
        var signers = await Delegations
            .SignersIn(db)
            .OrderBy(person => person.DisplayName)
            .Select(person => new Choice(person.Id, person.DisplayName))
            .ToListAsync(ct);
        return new Answer([.. rows], await currencies.LoadAsync(ct), makers, accounts, payees, signers);
    }
}
