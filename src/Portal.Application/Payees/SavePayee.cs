using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>
/// Enters a payee, which can be paid after the cooling-off period, or changes one's name, credit code or block. Bank details of a payee that
/// exists go through <see cref="ChangeBankDetails"/>.
/// </summary>
public sealed class SavePayee(PortalDbContext db, IAudit audit, PayeeOptions options, TimeProvider clock)
    : IUseCase<SavePayee.Command, SavedRecord>
{
    /// <param name="Id">Null to enter one.</param>
    /// <param name="Entity">Whose directory; it stays what it was.</param>
    /// <param name="Details">Of a new payee. Refused with <c>details_are_staged</c> for one that exists.</param>
    /// <param name="Version">As it was read; ignored for a new one.</param>
    public sealed record Command(
        Guid? Id,
        Guid Entity,
        string Name,
        BankDetails? Details,
        string? CreditCode = null,
        bool IsBlocked = false,
        int Version = 0
    );

    private sealed record Snapshot(string Name, string? CreditCode, bool IsBlocked, BankDetails Details);

    /// <returns>Warnings: <c>card_number_check</c>, <c>payee_account_shared</c>.</returns>
    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePayees))
            return Refusal.Forbidden;
        var (name, code) = ((input.Name ?? "").Trim(), MasterData.Blank(input.CreditCode)?.ToUpperInvariant());
        if (MasterData.CheckName(name) is { } badName)
            return badName;
        if (!PlainLine.Is(name))
            return Refusal.Invalid("name", "characters");
        if (code is not null && !CreditCodeCheck.IsValid(code))
            return Refusal.Invalid("creditCode", "credit_code_check");
        var details = input.Details is null ? null : BankDetailsCheck.Tidy(input.Details);
        if (input.Id is not null && details is not null)
            return Refusal.Invalid("details", "details_are_staged");
        if (
            input.Id is null
            && (details is null ? Refusal.Invalid("details", "required") : BankDetailsCheck.Faults(details).FirstOrDefault()) is { } bad
        )
            return bad;
        await using var write = await db.BeginWriteAsync(ct);
        var found = input.Id is { } id
            ? await ChangeAsync(id, input, name, code, actor, ct)
            : await EnterAsync(input, name, code, details!, actor, ct);
        if (!found.IsOk)
            return found.Refusal!;
        var payee = found.Value;
        var shared = await db.SharedAsync(actor, payee.AccountKey, payee.Id, ct);
        if (await db.SaveAsync(write, ct) is { } refusal)
            return refusal;
        return new SavedRecord(payee.PublicId, payee.Version, PayeeAccounts.Warnings(payee.Details, shared));
    }

    private async Task<Result<Payee>> EnterAsync(
        Command input,
        string name,
        string? code,
        BankDetails details,
        Actor actor,
        CancellationToken ct
    )
    {
        var entity = await db.EntitiesVisibleTo(actor)
            .Where(e => e.PublicId == input.Entity)
            .Select(e => (int?)e.Id)
            .SingleOrDefaultAsync(ct);
        if (entity is null)
            return Refusal.Invalid("entity", "entity_unknown");
        var payee = new Payee(entity.Value, name, code, details, actor.PersonId, clock.GetUtcNow().UtcDateTime, options.CoolingOff)
        {
            IsBlocked = input.IsBlocked,
        };
        db.Payees.Add(payee);
        audit.Append(
            actor,
            "payee.created",
            $"payee:{payee.PublicId}",
            new
            {
                before = (Snapshot?)null,
                after = Of(payee),
                entity = input.Entity,
                usableFrom = payee.UsableFrom,
            }
        );
        return payee;
    }

    private async Task<Result<Payee>> ChangeAsync(Guid id, Command input, string name, string? code, Actor actor, CancellationToken ct)
    {
        var found = await db.PayeeToChangeAsync(id, actor, ct);
        if (!found.IsOk)
            return found;
        var payee = found.Value;
        if (payee.Version != input.Version)
            return Refusal.Conflict;
        var before = Of(payee);
        (payee.Name, payee.CreditCode, payee.IsBlocked) = (name, code, input.IsBlocked);
        audit.Append(actor, "payee.changed", $"payee:{payee.PublicId}", new { before, after = Of(payee) });
        return payee;
    }

    private static Snapshot Of(Payee payee) => new(payee.Name, payee.CreditCode, payee.IsBlocked, payee.Details);
}
