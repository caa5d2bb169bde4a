using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Payees;

/// <summary>
/// A second person confirms or refuses a change of bank details, with a fresh code. What is confirmed is in force at once and can be paid to
/// after the cooling-off period.
/// </summary>
public sealed class DecidePayeeChange(
    PortalDbContext db,
    Proof proof,
    Noticeboard board,
    IAudit audit,
    PayeeOptions options,
    TimeProvider clock
) : IUseCase<DecidePayeeChange.Command, Done>
{
    /// <param name="Change">Its details never change, so its id says what is confirmed.</param>
    /// <param name="Note">Why; demanded when it is refused.</param>
    public sealed record Command(Guid Change, bool Accept, string? Note, string? Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePayees))
            return Refusal.Forbidden;
        var note = MasterData.Blank(input.Note);
        if (!input.Accept && note is null)
            return Refusal.Invalid("note", "required");
        if (PayeeStore.CheckNote(note) is { } tooLong)
            return tooLong;
        var spent = await proof.SpendCodeAsync(actor, input.Code, ct);
        if (!spent.IsOk)
            return spent.Refusal!;
        await using var write = await db.BeginWriteAsync(ct);
        var found = await db.ChangeToEndAsync(input.Change, actor, ct);
        if (!found.IsOk)
            return found.Refusal!;
        var (payee, change) = found.Value;
        var decided = payee.Decide(change, input.Accept, note, actor.PersonId, clock.GetUtcNow().UtcDateTime, options.CoolingOff);
        if (!decided.IsOk)
            return decided;
        board.Add(change.AskedBy, NoticeKinds.PayeeChangeDecided, $"/payees/{payee.PublicId}", payee.Name, actor.Name);
        audit.Append(
            actor,
            input.Accept ? "payee.change_accepted" : "payee.change_refused",
            $"payee:{payee.PublicId}",
            new
            {
                change = change.PublicId,
                before = change.Was,
                after = input.Accept ? change.Wanted : change.Was,
                askedBy = change.AskedBy,
                note,
                wasPaidSince = change.WasPaidSince,
                codeStep = spent.Value,
                usableFrom = payee.UsableFrom,
            }
        );
        return await db.SaveAsync(write, ct) is { } refusal ? refusal : default(Done);
    }
}
