using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Statements;

/// <summary>What a statement file over these accounts and days will hold, before it is made. Looking at it stands in the audit trail.</summary>
public sealed class PreviewStatement(PortalDbContext db, StatementReader reader, IAudit audit)
    : IUseCase<StatementRequest, IReadOnlyList<StatementPreview>>
{
    public async Task<Result<IReadOnlyList<StatementPreview>>> HandleAsync(StatementRequest input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        if (input.Check() is { } wrong)
            return wrong;
        var accounts = await input.LoadAccountsAsync(db, actor, ct);
        if (accounts is null)
            return Refusal.NotFound;
        var previews = new List<StatementPreview>(accounts.Count);
        foreach (var account in accounts)
        {
            var opening = await reader.BalanceBeforeAsync(account, input.From, ct);
            var sums = await reader.SumsAsync(account, input.From, input.To, ct);
            previews.Add(
                new(
                    account.PublicId,
                    account.Number,
                    account.Name,
                    account.CurrencyCode,
                    opening,
                    sums.Count,
                    sums.InMinor,
                    sums.OutMinor,
                    opening is { } known ? checked(known + sums.InMinor - sums.OutMinor) : null
                )
            );
        }
        audit.Append(
            actor,
            "statement.viewed",
            accounts.Count == 1 ? $"account:{accounts[0].PublicId}" : $"accounts:{accounts.Count}",
            new
            {
                from = input.From,
                to = input.To,
                accounts = accounts.Select(account => account.PublicId),
            }
        );
        await db.SaveChangesAsync(ct);
        return previews;
    }
}

/// <param name="OpeningMinor">Null while no statement has told the account's balance.</param>
public sealed record StatementPreview(
    Guid Account,
    string Number,
    string Name,
    string CurrencyCode,
    long? OpeningMinor,
    long Count,
    long InMinor,
    long OutMinor,
    long? ClosingMinor
);
