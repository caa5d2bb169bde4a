using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Payees;

/// <summary>A second person stands behind the bank details of a new payee, with a fresh code.</summary>
public sealed class ConfirmPayee(PortalDbContext db, Proof proof, IAudit audit) : IUseCase<ConfirmPayee.Command, Done>
{
    /// <param name="Version">As it was read: what was looked at is what is confirmed.</param>
    public sealed record Command(Guid Payee, int Version, string? Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePayees))
            return Refusal.Forbidden;
        var spent = await proof.SpendCodeAsync(actor, input.Code, ct);
        if (!spent.IsOk)
            return spent.Refusal!;
        await using var write = await db.BeginWriteAsync(ct);
        var found = await db.PayeeToChangeAsync(input.Payee, actor, ct);
        if (!found.IsOk)
            return found.Refusal!;
        var payee = found.Value;
        if (payee.Version != input.Version)
            return Refusal.Conflict;
        var confirmed = payee.Confirm(actor.PersonId);
        if (!confirmed.IsOk)
            return confirmed;
        audit.Append(
            actor,
            "payee.confirmed",
            $"payee:{payee.PublicId}",
            new
            {
                before = (Guid?)null,
                after = payee.DetailsConfirmedBy,
                details = payee.Details,
                enteredBy = payee.DetailsBy,
                codeStep = spent.Value,
            }
        );
        return await db.SaveAsync(write, ct) is { } refusal ? refusal : default(Done);
    }
}
