using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Payees;

/// <summary>Takes back one's own wish for other bank details while nobody has decided about it.</summary>
public sealed class WithdrawPayeeChange(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<WithdrawPayeeChange.Command, Done>
{
    public sealed record Command(Guid Change);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePayees))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var found = await db.ChangeToEndAsync(input.Change, actor, ct);
        if (!found.IsOk)
            return found.Refusal!;
        var (payee, change) = found.Value;
        var withdrawn = payee.Withdraw(change, actor.PersonId, clock.GetUtcNow().UtcDateTime);
        if (!withdrawn.IsOk)
            return withdrawn;
        audit.Append(
            actor,
            "payee.change_withdrawn",
            $"payee:{payee.PublicId}",
            new
            {
                change = change.PublicId,
                before = change.Was,
                wanted = change.Wanted,
            }
        );
        return await db.SaveAsync(write, ct) is { } refusal ? refusal : default(Done);
    }
}
