using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>
/// A second person confirms or refuses other bank details of an own account, with a fresh code. What is confirmed is in force at once, and own
/// transfers go there after the cooling-off period. Refusing one's own wish takes it back.
/// </summary>
public sealed class DecideAccountChange(
    PortalDbContext db,
    Proof proof,
    Noticeboard board,
    IAudit audit,
    PayeeOptions options,
    TimeProvider clock
) : IUseCase<DecideAccountChange.Command, Done>
{
    /// <param name="Version">The account's, as it was read: what is confirmed is what was seen.</param>
    public sealed record Command(Guid Account, bool Accept, int Version, string? Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ConfirmAccounts) || actor.IsSystem)
            return Refusal.Forbidden;
        if (!await AccountChanges.DecidableBy(db, actor).AnyAsync(a => a.PublicId == input.Account, ct))
            return Refusal.NotFound;
        var spent = await proof.SpendCodeAsync(actor, input.Code, ct);
        if (spent.Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var account = await AccountChanges.DecidableBy(db, actor).SingleOrDefaultAsync(a => a.PublicId == input.Account, ct);
        if (account is null)
            return Refusal.NotFound;
        if (account.Version != input.Version)
            return Refusal.Conflict;
        var (before, asked) = (account.Details, account.Asked);
        var decided = account.Decide(input.Accept, actor.PersonId, clock.GetUtcNow().UtcDateTime, options.CoolingOff);
        if (decided.Refusal is { } refusal)
            return refusal;
        if (input.Accept && await AccountChanges.IsTakenAsync(db, account, account.Details, account.CurrencyCode, ct))
            return Refusal.Invalid("number", "account_exists");
        if (asked!.AskedBy != actor.PersonId)
            board.Add(asked.AskedBy, NoticeKinds.AccountChangeDecided, AccountChanges.Page, account.Name, actor.Name);
        audit.Append(
            actor,
            input.Accept ? "account.change_accepted" : "account.change_refused",
            $"account:{account.PublicId}",
            new
            {
                before,
                after = account.Details,
                wanted = asked.Details,
                askedBy = asked.AskedBy,
                askedAt = asked.AskedAt,
                codeStep = spent.Value,
                usableFrom = account.UsableFrom,
            }
        );
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}
