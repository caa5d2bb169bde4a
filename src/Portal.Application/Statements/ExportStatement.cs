using System.Globalization;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Statements.Files;
using FundPortal.Application.Statements.Files.Messages;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Statements;

/// <summary>
/// Makes a statement file over accounts and whole days. Its integrity code goes into the audit chain, and that entry's number and hash onto
/// the file. From then on the imports it shows can no longer be undone.
/// </summary>
public sealed class ExportStatement(PortalDbContext db, StatementReader reader, IAudit audit, TimeProvider clock)
    : IUseCase<ExportStatement.Command, ExportStatement.Exported>
{
    /// <param name="Open">
    /// Where the file goes while it is made, so that its first bytes do not wait for its last row; null: to a file of the portal's, which
    /// is given out whole. It is called when nothing can be refused any more; an exception afterwards leaves a file that nothing opens.
    /// </param>
    public sealed record Command(
        StatementRequest Request,
        StatementFormat Format,
        StatementLanguage Language,
        Func<Head, Stream>? Open = null
    );

    /// <param name="Length">Bytes of the file, where they are known before.</param>
    public sealed record Head(string FileName, string ContentType, long? Length);

    /// <param name="Content">At its beginning; the file disappears when it is disposed. Empty when it went where the command said.</param>
    public sealed record Exported(Stream Content, string FileName, string ContentType, long Entries, string Code) : IAsyncDisposable
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
        if (
            input.Format is StatementFormat.Camt or StatementFormat.Mt940
            && accounts.Any(a => a.Number.Length > MessageFiles.MaxAccountNumber)
        )
            return Refusal.Invalid("accounts", "number_too_long_for_message", MessageFiles.MaxAccountNumber);
        var now = clock.GetUtcNow().UtcDateTime;
        var order = new StatementOrder(
            new StatementCover(now, actor.Name),
            input.Language,
            await AccountsAsync(accounts, input.Request, ct)
        );
        if (input.Open is null)
            return await MakeAsync(order, input, accounts, actor, ct);
        if (!StatementKinds.IsMessage(input.Format))
            return await SendAsync(input.Open, order, input, accounts, actor, ct);
        // A message tells its closing balance before its entries, so only at its end is it known to be good.
        var made = await MakeAsync(order, input, accounts, actor, ct);
        if (made.Refusal is { } moved)
            return moved;
        await using var whole = made.Value;
        await whole.Content.CopyToAsync(input.Open(new Head(whole.FileName, whole.ContentType, whole.Content.Length)), ct);
        return whole with { Content = Stream.Null };
    }

    private async Task<Result<Exported>> MakeAsync(
        StatementOrder order,
        Command input,
        IReadOnlyList<Account> accounts,
        Actor actor,
        CancellationToken ct
    )
    {
        var content = StatementTempFile.Create();
        try
        {
            var integrity = await WriteAsync(order, input, accounts, content, actor, ct);
            content.Position = 0;
            return ExportedOf(integrity, input, accounts, content);
        }
        catch (StatementMovedException)
        {
            await content.DisposeAsync();
            return Refusal.Conflict;
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whoever cuts the file off before its end has seen entries as well, so the trail tells of its beginning too.</summary>
    private async Task<Result<Exported>> SendAsync(
        Func<Head, Stream> open,
        StatementOrder order,
        Command input,
        IReadOnlyList<Account> accounts,
        Actor actor,
        CancellationToken ct
    )
    {
        audit.Append(
            actor,
            "statement.begun",
            accounts is [var one] ? $"account:{one.PublicId}" : $"accounts:{accounts.Count}",
            new
            {
                format = input.Format,
                from = input.Request.From,
                to = input.Request.To,
                accounts = accounts.Select(account => account.PublicId),
            }
        );
        await db.SaveChangesAsync(ct);
        var output = open(new Head(FileName(accounts, input), StatementKinds.ContentTypeOf(input.Format), null));
        var integrity = await WriteAsync(order, input, accounts, output, actor, ct);
        return ExportedOf(integrity, input, accounts, Stream.Null);
    }

    private Task<IntegrityResult> WriteAsync(
        StatementOrder order,
        Command input,
        IReadOnlyList<Account> accounts,
        Stream output,
        Actor actor,
        CancellationToken ct
    ) => StatementKinds.WriteAsync(input.Format, order, integrity => AnchorAsync(integrity, input, accounts, actor, ct), output, ct);

    private static Exported ExportedOf(IntegrityResult integrity, Command input, IReadOnlyList<Account> accounts, Stream content) =>
        new(
            content,
            FileName(accounts, input),
            StatementKinds.ContentTypeOf(input.Format),
            integrity.Accounts.Sum(account => account.Totals.Count),
            integrity.Code
        );

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
            list.Add(new StatementAccount(header, RowsAsync(account, request, opening, ct), expected));
        }
        return list;
    }

    private async IAsyncEnumerable<StatementRow> RowsAsync(
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
            yield return RowOf(row, ++seq, balance);
        }
    }

    internal static StatementRow RowOf(BankTransaction row, long seq, long balance)
    {
        var time = TimeOnly.FromDateTime(ChinaTime.FromUtc(row.BookedAt));
        return new StatementRow(
            seq,
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
            balance,
            row.BankReference,
            row.EndToEndId,
            row.IsReversal
        );
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
            $"statement-{who}-{input.Request.From:yyyyMMdd}-{input.Request.To:yyyyMMdd}.{StatementKinds.EndingOf(input.Format)}"
        );
    }
}
