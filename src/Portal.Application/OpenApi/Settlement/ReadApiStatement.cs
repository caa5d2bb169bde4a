using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Statements;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>One account's statement over whole days. Its entries are read while they are written out, so memory does not grow with them.</summary>
public sealed class ReadApiStatement(PortalDbContext db, StatementReader reader, IAudit audit)
    : IUseCase<StatementRequest, ReadApiStatement.Found>
{
    /// <param name="OpeningMinor">An account whose balance no statement has told yet starts at zero.</param>
    /// <param name="ClosingMinor">From the running totals: the entries must come to it.</param>
    /// <param name="Entries">Oldest first, each with the balance after it. Good as long as the use case's scope.</param>
    public sealed record Found(Account Account, long OpeningMinor, StatementSums Sums, long ClosingMinor, IAsyncEnumerable<Entry> Entries);

    public sealed record Entry(BankTransaction Row, long BalanceMinor);

    public async Task<Result<Found>> HandleAsync(StatementRequest input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.ReadStatements))
            return Refusal.Forbidden;
        if (input.Check() is { } wrong)
            return wrong;
        if (await input.LoadAccountsAsync(db, actor, ct) is not [var account])
            return Refusal.NotFound;
        var opening = await reader.BalanceBeforeAsync(account, input.From, ct) ?? 0;
        var sums = await reader.SumsAsync(account, input.From, input.To, ct);
        audit.Append(
            actor,
            "statement.viewed",
            $"account:{account.PublicId}",
            new
            {
                from = input.From,
                to = input.To,
                accounts = new[] { account.PublicId },
            }
        );
        await db.SaveChangesAsync(ct);
        return new Found(
            account,
            opening,
            sums,
            checked(opening + sums.InMinor - sums.OutMinor),
            EntriesAsync(reader.RowsAsync(account, input.From, input.To, ct), opening)
        );
    }

    private static async IAsyncEnumerable<Entry> EntriesAsync(IAsyncEnumerable<BankTransaction> rows, long opening)
    {
        var balance = opening;
        await foreach (var row in rows)
        {
            balance = checked(balance + row.AmountMinor);
            yield return new Entry(row, balance);
        }
    }
}
