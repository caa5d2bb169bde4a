using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Which days of an account final statements cover, where days are missing, and where the balances do not follow each other.</summary>
public sealed class StatementCalendar(PortalDbContext db) : IUseCase<StatementCalendar.Query, StatementCalendar.Calendar>
{
    public sealed record Query(Guid Account);

    /// <param name="Differences">Statements that do not add up and were accepted, newest first. Amounts in minor units of the account's currency.</param>
    public sealed record Calendar(
        string CurrencyCode,
        IReadOnlyList<DayRange> Covered,
        IReadOnlyList<StatementGap> Gaps,
        IReadOnlyList<StatementBreak> Breaks,
        IReadOnlyList<Difference> Differences
    );

    public sealed record Difference(Guid Import, string FileName, DateOnly From, DateOnly To, long DifferenceMinor);

    public async Task<Result<Calendar>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var account = await db.AccountsVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.PublicId == input.Account, ct);
        if (account is null)
            return Refusal.NotFound;
        var statements = await (
            from statement in db.ImportedStatements
            join file in db.ImportFiles on statement.ImportFileId equals file.Id
            where statement.AccountId == account.Id && statement.IsFinal && file.State == ImportState.Stored
            orderby statement.From, statement.Id
            select new
            {
                statement.From,
                statement.To,
                statement.OpeningMinor,
                statement.ClosingMinor,
                statement.DifferenceMinor,
                file.PublicId,
                file.FileName,
            }
        ).ToListAsync(ct);
        var chain = StatementChain.Of(statements.Select(s => new StatementChain.Link(s.From, s.To, s.OpeningMinor, s.ClosingMinor)));
        var differences = statements
            .Where(s => s.DifferenceMinor is not (null or 0))
            .Select(s => new Difference(s.PublicId, s.FileName, s.From, s.To, s.DifferenceMinor!.Value))
            .Reverse()
            .ToList();
        return new Calendar(account.CurrencyCode, chain.Covered, chain.Gaps, chain.Breaks, differences);
    }
}
