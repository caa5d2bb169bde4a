using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;

namespace FundPortal.Application.Payees;

/// <summary>Asks for other bank details of a payee. The old ones stay in force until a second person decides (<see cref="DecidePayeeChange"/>).</summary>
public sealed class ChangeBankDetails(PortalDbContext db, Noticeboard board, IAudit audit, TimeProvider clock)
    : IUseCase<ChangeBankDetails.Command, ChangeBankDetails.Asked>
{
    /// <param name="Note">Why, for the second person.</param>
    /// <param name="Version">The payee's, as it was read.</param>
    public sealed record Command(Guid Payee, BankDetails Details, string? Note, int Version);

    /// <param name="Warnings"><c>card_number_check</c>, <c>payee_account_shared</c>.</param>
    public sealed record Asked(Guid Change, int Version, IReadOnlyList<string> Warnings);

    public async Task<Result<Asked>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePayees))
            return Refusal.Forbidden;
        var note = MasterData.Blank(input.Note);
        if (PayeeStore.CheckNote(note) is { } tooLong)
            return tooLong;
        var details = BankDetailsCheck.Tidy(input.Details);
        if (BankDetailsCheck.Faults(details).FirstOrDefault() is { } fault)
            return fault;
        await using var write = await db.BeginWriteAsync(ct);
        var found = await db.PayeeToChangeAsync(input.Payee, actor, ct);
        if (!found.IsOk)
            return found.Refusal!;
        var payee = found.Value;
        if (payee.Version != input.Version)
            return Refusal.Conflict;
        var asked = payee.Ask(details, note, actor.PersonId, clock.GetUtcNow().UtcDateTime);
        if (!asked.IsOk)
            return asked.Refusal!;
        db.PayeeChanges.Add(asked.Value);
        audit.Append(
            actor,
            "payee.change_asked",
            $"payee:{payee.PublicId}",
            new
            {
                change = asked.Value.PublicId,
                before = payee.Details,
                after = details,
                note,
            }
        );
        var managers = await db.ManagersOfAsync(payee, ct);
        board.Add(
            managers.Where(p => p != actor.PersonId),
            NoticeKinds.PayeeChangeWaits,
            $"/payees/{payee.PublicId}",
            payee.Name,
            actor.Name
        );
        var shared = await db.SharedAsync(actor, BankDetailsCheck.AccountKey(details.AccountNumber), payee.Id, ct);
        if (await db.SaveAsync(write, ct) is { } refusal)
            return refusal;
        return new Asked(asked.Value.PublicId, payee.Version, PayeeAccounts.Warnings(details, shared));
    }
}
