using FundPortal.Application.Data;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

/// <summary>Gaps and breaks that a batch's statements would make with each other and with what is stored.</summary>
internal sealed class Neighbours
{
    public static readonly Neighbours None = new();

    private readonly Dictionary<int, StatementChain> chains = [];

    public static async Task<Neighbours> LoadAsync(PortalDbContext db, IReadOnlyList<MatchedFile> files, CancellationToken ct)
    {
        var neighbours = new Neighbours();
        var byAccount = files.SelectMany(f => f.Statements).Where(s => s.Parsed.IsFinal && s.Days is not null).GroupBy(s => s.Account!.Id);
        foreach (var statements in byAccount)
        {
            var stored = await (
                from statement in db.ImportedStatements
                join file in db.ImportFiles on statement.ImportFileId equals file.Id
                where statement.AccountId == statements.Key && statement.IsFinal && file.State == ImportState.Stored
                select new StatementChain.Link(statement.From, statement.To, statement.OpeningMinor, statement.ClosingMinor)
            ).ToListAsync(ct);
            var added = statements.Select(s => new StatementChain.Link(
                s.Days!.Value.From,
                s.Days.Value.To,
                s.Parsed.OpeningMinor,
                s.Parsed.ClosingMinor
            ));
            neighbours.chains[statements.Key] = StatementChain.Of(stored.Concat(added));
        }
        return neighbours;
    }

    public (IReadOnlyList<StatementGap> Gaps, IReadOnlyList<StatementBreak> Breaks) Beside(MatchedStatement statement)
    {
        if (statement is not { Account: { } account, Days: { } days } || !chains.TryGetValue(account.Id, out var chain))
            return ([], []);
        return (
            chain.Gaps.Where(gap => gap.Days.To.AddDays(1) == days.From || gap.Days.From.AddDays(-1) == days.To).ToList(),
            chain.Breaks.Where(b => b.OpeningDay == days.From || b.ClosingDay == days.To).ToList()
        );
    }
}
