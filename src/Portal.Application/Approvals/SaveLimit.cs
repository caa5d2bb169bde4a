using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// Proposes a new limit, a change of one, or its end. Nothing of it holds before <see cref="DecideLimit"/>, by a second person. Needs a
/// fresh code.
/// </summary>
public sealed class SaveLimit(
    PortalDbContext db,
    LimitPeople people,
    LimitTermsReader reader,
    Proof proof,
    Noticeboard notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<SaveLimit.Command, Guid>
{
    /// <param name="Id">Null for a new one; then <paramref name="Name"/> and <paramref name="Subject"/> count, which never change.</param>
    /// <param name="Terms">Null: the limit is to end.</param>
    /// <param name="Revision">As it was read; ignored for a new one.</param>
    public sealed record Command(
        Guid? Id,
        string Name,
        LimitSubject Subject,
        Guid SubjectId,
        TypedTerms? Terms,
        string Code,
        int Revision = 0
    );

    /// <param name="Amount">As typed, in the policy's currency.</param>
    /// <param name="Level">Null for a hard limit.</param>
    public sealed record TypedTerms(LimitPeriod Period, string Amount, LimitLevel? Level);

    public async Task<Result<Guid>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies) || actor.IsSystem)
            return Refusal.Forbidden;
        var terms = await reader.ReadAsync(input.Terms, ct);
        if (terms.Refusal is { } wrong)
            return wrong;
        if (input.Id is null && await CheckNewAsync(input, actor, ct) is { } early)
            return early;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var found = input.Id is { } id ? await people.FindAsync(actor, id, ct) : await NewAsync(input, actor, ct);
        if (found is not { } limit)
            return Refusal.NotFound;
        if (input.Id is not null && limit.Revision != input.Revision)
            return Refusal.Conflict;
        var before = limit.Terms;
        if (limit.Propose(terms.Value, actor.PersonId, clock.GetUtcNow().UtcDateTime).Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            terms.Value is null ? "limit.end_proposed" : "limit.proposed",
            $"limit:{limit.PublicId}",
            new
            {
                name = limit.Name,
                subject = limit.Subject,
                subjectId = input.Id is null ? input.SubjectId : (Guid?)null,
                before,
                after = terms.Value,
            }
        );
        notices.Add(
            await people.WhoDecideAsync(except: actor.PersonId, ct),
            NoticeKinds.LimitChangeWaits,
            "/limits",
            limit.Name,
            actor.Name
        );
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : limit.PublicId;
    }

    private async Task<Refusal?> CheckNewAsync(Command input, Actor actor, CancellationToken ct)
    {
        if ((input.Name ?? "").Trim().Length is 0 or > PaymentLimit.MaxName)
            return Refusal.Invalid("name", "name_length", PaymentLimit.MaxName);
        if (input.Terms is null)
            return Refusal.Invalid("amount", "required");
        return await NewAsync(input, actor, ct, isStored: false) is null ? Refusal.Invalid("subject", "unknown") : null;
    }

    /// <returns>Null when the subject is unknown or outside the data scope.</returns>
    private async Task<PaymentLimit?> NewAsync(Command input, Actor actor, CancellationToken ct, bool isStored = true)
    {
        Guid? person = null;
        int? account = null;
        int? payee = null;
        switch (input.Subject)
        {
            case LimitSubject.Person:
                person = await db.Users.Where(p => p.Id == input.SubjectId).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct);
                break;
            case LimitSubject.Account:
                account = await db.AccountsVisibleTo(actor)
                    .Where(a => a.PublicId == input.SubjectId)
                    .Select(a => (int?)a.Id)
                    .SingleOrDefaultAsync(ct);
                break;
            case LimitSubject.Payee:
                payee = await db.PayeesVisibleTo(actor)
                    .Where(p => p.PublicId == input.SubjectId)
                    .Select(p => (int?)p.Id)
                    .SingleOrDefaultAsync(ct);
                break;
        }
        if (person is null && account is null && payee is null)
            return null;
        var limit = new PaymentLimit
        {
            Name = input.Name.Trim(),
            Subject = input.Subject,
            PersonId = person,
            AccountId = account,
            PayeeId = payee,
        };
        if (isStored)
            db.PaymentLimits.Add(limit);
        return limit;
    }
}

/// <summary>What was typed into a limit, checked.</summary>
public sealed class LimitTermsReader(PortalDbContext db, PolicyCurrency currencies)
{
    private const int MaxQuorum = 20;

    public async Task<Result<LimitTerms?>> ReadAsync(SaveLimit.TypedTerms? typed, CancellationToken ct)
    {
        if (typed is null)
            return (LimitTerms?)null;
        if (!Enum.IsDefined(typed.Period))
            return Refusal.Invalid("period", "unknown");
        var amount = AmountText.Parse(typed.Amount, await currencies.LoadAsync(ct));
        if (amount.Refusal is { } wrong)
            return wrong;
        if (amount.Value.Minor <= 0)
            return Refusal.Invalid("amount", "amount_positive");
        if (typed.Level is { } level && await CheckAsync(level, ct) is { } wrongLevel)
            return wrongLevel;
        return new LimitTerms(typed.Period, amount.Value.Minor, typed.Level is { } l ? l with { Name = l.Name.Trim() } : null);
    }

    /// <summary>A level that nobody could ever sign would stop payments for good; that is what a hard limit says openly.</summary>
    private async Task<Refusal?> CheckAsync(LimitLevel level, CancellationToken ct)
    {
        if ((level.Name ?? "").Trim().Length is 0 or > PaymentLimit.MaxName)
            return Refusal.Invalid("level", "name_length", PaymentLimit.MaxName);
        if (level.Quorum is < 1 or > MaxQuorum)
            return Refusal.Invalid("quorum", "size_range", MaxQuorum);
        var (roles, named) = (level.Signers.Roles.ToArray(), level.Signers.People.ToArray());
        var signers = await Delegations
            .SignersIn(db)
            .CountAsync(
                person => named.Contains(person.Id) || db.PersonRoles.Any(role => role.PersonId == person.Id && roles.Contains(role.Role)),
                ct
            );
        return signers < level.Quorum ? Refusal.Invalid("signers", "too_few_signers", signers, level.Quorum) : null;
    }
}

/// <summary>Which limits are whose business, and who decides.</summary>
public sealed class LimitPeople(PortalDbContext db)
{
    private static readonly Role[] DecidingRoles =
    [
        .. Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.ManagePolicies)),
    ];

    /// <summary>Limits of people, and of the accounts and payees in the person's data scope.</summary>
    internal IQueryable<PaymentLimit> VisibleTo(Actor actor)
    {
        var (accounts, payees) = (db.AccountsVisibleTo(actor), db.PayeesVisibleTo(actor));
        return db.PaymentLimits.Where(limit =>
            (limit.AccountId == null || accounts.Any(account => account.Id == limit.AccountId))
            && (limit.PayeeId == null || payees.Any(payee => payee.Id == limit.PayeeId))
        );
    }

    /// <returns>The limit, tracked; null when it is unknown or not this person's business.</returns>
    internal Task<PaymentLimit?> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        VisibleTo(actor).SingleOrDefaultAsync(limit => limit.PublicId == id, ct);

    internal Task<List<Guid>> WhoDecideAsync(Guid except, CancellationToken ct) =>
        db
            .Users.Where(person => !person.IsDisabled && person.Id != except)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && DecidingRoles.Contains(role.Role)))
            .Select(person => person.Id)
            .ToListAsync(ct);
}
