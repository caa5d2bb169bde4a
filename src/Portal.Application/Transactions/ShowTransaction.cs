using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>One transaction with the raw line it came from and the import that brought it.</summary>
public sealed class ShowTransaction(PortalDbContext db) : IUseCase<ShowTransaction.Query, ShowTransaction.Details>
{
    public sealed record Query(long Id);

    /// <param name="Position">1-based line or element position within the file.</param>
    /// <param name="BalanceAfter">As the source itself told it; null where it did not.</param>
    public sealed record Details(
        long Id,
        Guid AccountId,
        string AccountName,
        string AccountNumber,
        DateTime BookedAt,
        DateOnly BookingDate,
        DateOnly? ValueDate,
        Money Amount,
        TransactionKind Kind,
        string BankType,
        bool IsReversal,
        string Counterparty,
        string CounterpartyAccount,
        string Text,
        string BankReference,
        string EndToEndId,
        Money? BalanceAfter,
        string Raw,
        int Position,
        Provenance Import
    );

    public sealed record Provenance(Guid Id, string FileName, string Format, string Sha256, DateTime ImportedAt, string ImportedBy);

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var found = await (
            from row in db.Transactions.AsNoTracking()
            join account in db.AccountsVisibleTo(actor) on row.AccountId equals account.Id
            join file in db.ImportFiles on row.ImportFileId equals file.Id
            join source in db.TransactionSources on row.Id equals source.TransactionId into sources
            from source in sources.DefaultIfEmpty()
            where row.Id == input.Id
            select new
            {
                row,
                account,
                file,
                Raw = (string?)source.Raw,
                Position = (int?)source.Position,
            }
        ).SingleOrDefaultAsync(ct);
        if (found is null)
            return Refusal.NotFound;
        var (item, owner, import) = (found.row, found.account, found.file);
        return new Details(
            item.Id,
            owner.PublicId,
            owner.Name,
            owner.Number,
            item.BookedAt,
            item.BookingDate,
            item.ValueDate,
            owner.Amount(item.AmountMinor),
            item.Kind,
            item.BankType,
            item.IsReversal,
            item.Counterparty,
            item.CounterpartyAccount,
            item.Text,
            item.BankReference,
            item.EndToEndId,
            item.BalanceAfterMinor is { } after ? owner.Amount(after) : null,
            found.Raw ?? "",
            found.Position ?? 0,
            new(import.PublicId, import.FileName, import.Format, import.Sha256, import.ImportedAt, import.ImportedByName)
        );
    }
}
