using System.Globalization;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Statements;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Statements;

public enum StatementFormat
{
    Xlsx,
    Csv,
}

/// <summary>
/// Makes a statement file over accounts and whole days. Its integrity code goes into the audit chain, and that entry's number and hash onto
/// the file. From then on the imports it shows can no longer be undone.
/// </summary>
public sealed class ExportStatement(PortalDbContext db, IAudit audit, TimeProvider clock)
    : IUseCase<ExportStatement.Command, ExportStatement.Exported>
{
    public sealed record Command(StatementRequest Request, StatementFormat Format, StatementLanguage Language);

    /// <param name="Content">At its beginning; the file disappears when it is disposed.</param>
    public sealed record Exported(FileStream Content, string FileName, string ContentType, long Entries, string Code) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Content.DisposeAsync();
    }

    /// <summary>What an audit entry of a statement is about: the code alone, so that verification finds it by its index.</summary>
    internal static string SubjectOf(string code) => $"statement:{code}";

    public async Task<Result<Exported>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ExportStatements))
            return Refusal.Forbidden;
        if (input.Request.Check() is { } wrong)
            return wrong;
        var accounts = await input.Request.LoadAccountsAsync(db, actor, ct);
        if (accounts is null)
            return Refusal.NotFound;
        var now = clock.GetUtcNow().UtcDateTime;
        var order = new StatementOrder(
            new StatementCover(now, actor.Name),
            input.Language,
            await AccountsAsync(accounts, input.Request, ct)
        );
        var content = StatementTempFile.Create();
        try
        {
            var integrity =
                input.Format == StatementFormat.Xlsx
                    ? await StatementFiles.WriteXlsxAsync(order, result => AnchorAsync(result, input, accounts, actor, ct), content, ct)
                    : await StatementFiles.WriteCsvAsync(order, result => AnchorAsync(result, input, accounts, actor, ct), content, ct);
            content.Position = 0;
            return new Exported(
                content,
                FileName(accounts, input),
                input.Format == StatementFormat.Xlsx
                    ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                    : "text/csv; charset=utf-8",
                integrity.Accounts.Sum(account => account.Totals.Count),
                integrity.Code
            );
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private async Task<IReadOnlyList<StatementAccount>> AccountsAsync(
        IReadOnlyList<Account> accounts,
        StatementRequest request,
        CancellationToken ct
    )
    {
        var entityIds = accounts.Select(account => account.LegalEntityId).Distinct().ToArray();
        var bankIds = accounts.Select(account => account.BankId).Distinct().ToArray();
        var entities = await db
            .LegalEntities.AsNoTracking()
            .Where(e => entityIds.Contains(e.Id))
            .ToDictionaryAsync(e => e.Id, e => e.Name, ct);
        var banks = await db.Banks.AsNoTracking().Where(b => bankIds.Contains(b.Id)).ToDictionaryAsync(b => b.Id, b => b.Name, ct);
        var reader = new StatementReader(db);
        var list = new List<StatementAccount>(accounts.Count);
        foreach (var account in accounts)
        {
            // An account whose balance no statement has told yet starts at zero: the file then shows its movements.
            var opening = await reader.BalanceBeforeAsync(account, request.From, ct) ?? 0;
            var sums = await reader.SumsAsync(account, request.From, request.To, ct);
            var header = new StatementHeader(
                entities[account.LegalEntityId],
                banks[account.BankId],
                account.Number,
                account.Name,
                account.Currency,
                request.From,
                request.To,
                opening
            );
            // The expected closing comes from the running totals, the file's from its rows: two ways that must meet.
            var expected = checked(opening + sums.InMinor - sums.OutMinor);
            list.Add(new StatementAccount(header, RowsAsync(reader, account, request, opening, ct), expected));
        }
        return list;
    }

    private static async IAsyncEnumerable<StatementRow> RowsAsync(
        StatementReader reader,
        Account account,
        StatementRequest request,
        long opening,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var (seq, balance) = (0L, opening);
        await foreach (var row in reader.RowsAsync(account, request.From, request.To, ct))
        {
            balance = checked(balance + row.AmountMinor);
            var time = TimeOnly.FromDateTime(Domain.Transactions.ChinaTime.FromUtc(row.BookedAt));
            yield return new StatementRow(
                ++seq,
                row.BookingDate,
                time == TimeOnly.MinValue ? null : time,
                row.ValueDate,
                row.Kind,
                row.BankType,
                row.Counterparty,
                row.CounterpartyAccount,
                row.Text,
                row.BankReference.Length > 0 ? row.BankReference : row.EndToEndId,
                row.AmountMinor,
                balance
            );
        }
    }

    private async Task<AuditAnchor> AnchorAsync(
        IntegrityResult result,
        Command input,
        IReadOnlyList<Account> accounts,
        Actor actor,
        CancellationToken ct
    )
    {
        var subject = SubjectOf(result.Code);
        var ids = accounts.Select(account => account.Id).ToArray();
        var shown =
            from statement in db.ImportedStatements
            where ids.Contains(statement.AccountId) && statement.From <= input.Request.To && statement.To >= input.Request.From
            select statement.ImportFileId;
        foreach (
            var file in await db
                .ImportFiles.Where(file => !file.IsPinned && file.State == ImportState.Stored && shown.Contains(file.Id))
                .ToListAsync(ct)
        )
            file.IsPinned = true;
        audit.Append(
            actor,
            "statement.exported",
            subject,
            new
            {
                form = result.Form,
                format = input.Format,
                from = input.Request.From,
                to = input.Request.To,
                accounts = accounts.Select(account => account.PublicId),
                entries = result.Accounts.Sum(account => account.Totals.Count),
            }
        );
        await db.SaveChangesAsync(ct);
        var entry = await db.AuditEntries.AsNoTracking().Where(e => e.Subject == subject).OrderByDescending(e => e.Seq).FirstAsync(ct);
        return new AuditAnchor(entry.Seq, Convert.ToHexStringLower(entry.Hash));
    }

    /// <summary>Only characters that every system takes in a file's name.</summary>
    private static string FileName(IReadOnlyList<Account> accounts, Command input)
    {
        var who = accounts.Count == 1 ? new string([.. accounts[0].Number.Where(char.IsAsciiLetterOrDigit)]) : $"{accounts.Count}-accounts";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"statement-{who}-{input.Request.From:yyyyMMdd}-{input.Request.To:yyyyMMdd}.{(input.Format == StatementFormat.Xlsx ? "xlsx" : "csv")}"
        );
    }
}
