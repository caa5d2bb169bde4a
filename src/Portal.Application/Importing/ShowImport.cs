using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

/// <summary>One import with the statements it brought to accounts in scope.</summary>
public sealed class ShowImport(PortalDbContext db) : IUseCase<ShowImport.Query, ShowImport.Details>
{
    public sealed record Query(Guid Import);

    public sealed record Details(
        Guid Id,
        string FileName,
        string Format,
        string Sha256,
        long Bytes,
        DateTime ImportedAt,
        string ImportedBy,
        ImportState State,
        DateTime? UndoneAt,
        bool IsPinned,
        IReadOnlyList<Statement> Statements
    );

    /// <param name="Difference">opening + entries − closing that was accepted; null when it could not be proved.</param>
    public sealed record Statement(
        Guid Account,
        string AccountName,
        string AccountNumber,
        DateOnly From,
        DateOnly To,
        Money? Opening,
        Money? Closing,
        Money? Difference,
        int Entries,
        int NewEntries,
        int KnownEntries,
        bool IsFinal
    );

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var found = await (
            from file in db.ImportFiles.AsNoTracking()
            join statement in db.ImportedStatements on file.Id equals statement.ImportFileId
            join account in db.AccountsVisibleTo(actor) on statement.AccountId equals account.Id
            where file.PublicId == input.Import
            orderby statement.Id
            select new
            {
                file,
                statement,
                account,
            }
        ).ToListAsync(ct);
        if (found.Count == 0)
            return Refusal.NotFound;
        var import = found[0].file;
        return new Details(
            import.PublicId,
            import.FileName,
            import.Format,
            import.Sha256,
            import.Bytes,
            import.ImportedAt,
            import.ImportedByName,
            import.State,
            import.UndoneAt,
            import.IsPinned,
            found.ConvertAll(row =>
            {
                var (statement, account) = (row.statement, row.account);
                return new Statement(
                    account.PublicId,
                    account.Name,
                    account.Number,
                    statement.From,
                    statement.To,
                    Amount(statement.OpeningMinor),
                    Amount(statement.ClosingMinor),
                    Amount(statement.DifferenceMinor),
                    statement.Entries,
                    statement.NewEntries,
                    statement.KnownEntries,
                    statement.IsFinal
                );

                Money? Amount(long? minor) => minor is { } value ? account.Amount(value) : null;
            })
        );
    }
}
