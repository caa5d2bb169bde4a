using System.Globalization;
using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.Statements;
using FundPortal.Application.Statements.Files;
using FundPortal.Application.Statements.Files.Messages;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Sandbox;

/// <summary>What a sandbox client reads: the questions and answers of the real calls, over its own made-up accounts.</summary>
public sealed class SandboxReads(PortalDbContext db, SandboxBook book, TimeProvider clock)
{
    public async Task<Result<ListApiAccounts.Page>> AccountsAsync(ListApiAccounts.Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.MayInSandbox(ApiPermission.ReadBalances))
            return Refusal.Forbidden;
        if (input.Limit is < 1 or > ListApiAccounts.MaxLimit)
            return Refusal.Invalid("limit", "limit_range", ListApiAccounts.MaxLimit);
        var place = new long[1];
        if (input.Cursor is not null && !OpaqueCursor.TryRead(input.Cursor, place))
            return Refusal.Invalid("cursor", "cursor_format");
        var rows = (await book.AccountsAsync(actor.PersonId, ct)).Where(a => a.Id > place[0]).ToList();
        var page = rows.Take(input.Limit).ToList();
        return new ListApiAccounts.Page(
            page.ConvertAll(a => new ListApiAccounts.Row(
                a.PublicId,
                a.Name,
                a.Number,
                SandboxViews.Entity,
                SandboxViews.Bank,
                a.CurrencyCode,
                AccountStatus.Active,
                SandboxViews.BalancesOf(a)
            )),
            rows.Count > page.Count ? OpaqueCursor.Write(page[^1].Id) : null
        );
    }

    public async Task<Result<ShowApiBalance.Found>> BalanceAsync(ShowApiBalance.Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.MayInSandbox(ApiPermission.ReadBalances))
            return Refusal.Forbidden;
        if (input.Days is < 0 or > ShowApiBalance.MaxDays)
            return Refusal.Invalid("days", "days_range", ShowApiBalance.MaxDays);
        if (await AccountAsync(input.Account, actor, ct) is not { } account)
            return Refusal.NotFound;
        var today = ChinaTime.Today(clock);
        var history = new List<AccountCurve.Point>(input.Days);
        for (var back = 1; back <= input.Days; back++)
        {
            var day = today.AddDays(-back);
            history.Add(new(day, new Money(await BalanceBeforeAsync(account, day.AddDays(1), ct), account.Currency)));
        }
        var details = new ShowAccount.Details(
            account.PublicId,
            account.Name,
            account.Number,
            account.CurrencyCode,
            AccountType.Current,
            AccountStatus.Active,
            null,
            null,
            Guid.Empty,
            SandboxViews.Entity,
            Guid.Empty,
            SandboxViews.Bank,
            IsPlatform: false,
            SandboxViews.BalancesOf(account),
            IsStale: false,
            null,
            null
        );
        return new ShowApiBalance.Found(details, history);
    }

    public async Task<Result<ListApiTransactions.Page>> TransactionsAsync(
        ListApiTransactions.Query input,
        Actor actor,
        CancellationToken ct
    )
    {
        if (!actor.MayInSandbox(ApiPermission.ReadTransactions))
            return Refusal.Forbidden;
        var read = ListApiTransactions.Read(input);
        if (read.Refusal is { } wrong)
            return wrong;
        if (await AccountAsync(input.Account, actor, ct) is not { } account)
            return Refusal.NotFound;
        var rows = Narrow(db.SandboxEntries.AsNoTracking().Where(e => e.AccountId == account.Id), read.Value.Filter, account.Currency);
        if (read.Value.Cursor is { } place)
        {
            var (at, id) = place;
            rows = rows.Where(e => e.BookedAt <= at && (e.BookedAt < at || e.Id < id));
        }
        var found = await rows.OrderByDescending(e => e.BookedAt).ThenByDescending(e => e.Id).Take(input.Limit + 1).ToListAsync(ct);
        return ListApiTransactions.PageOf(account.Currency, found.ConvertAll(SandboxViews.RowOf), input.Limit);
    }

    public async Task<Result<ReadApiStatement.Found>> StatementAsync(StatementRequest input, Actor actor, CancellationToken ct)
    {
        if (!actor.MayInSandbox(ApiPermission.ReadStatements))
            return Refusal.Forbidden;
        if (input.Check() is { } wrong)
            return wrong;
        if (input.Accounts is not [var id] || await AccountAsync(id, actor, ct) is not { } account)
            return Refusal.NotFound;
        var (opening, closing) = (
            await BalanceBeforeAsync(account, input.From, ct),
            await BalanceBeforeAsync(account, input.To.AddDays(1), ct)
        );
        var entries = Span(account, input);
        var sums = new StatementSums(
            await entries.LongCountAsync(ct),
            await entries.Where(e => e.AmountMinor > 0).SumAsync(e => e.AmountMinor, ct),
            -await entries.Where(e => e.AmountMinor < 0).SumAsync(e => e.AmountMinor, ct)
        );
        return new ReadApiStatement.Found(
            SandboxViews.AccountOf(account),
            opening,
            sums,
            closing,
            Ordered(entries).Select(e => new ReadApiStatement.Entry(SandboxViews.RowOf(e), e.BalanceMinor))
        );
    }

    /// <summary>The file carries no entry of the audit chain, so nobody can hold it for a real statement.</summary>
    public async Task<Result<ExportStatement.Exported>> ExportAsync(ExportStatement.Command input, Actor actor, CancellationToken ct)
    {
        var told = await StatementAsync(input.Request, actor, ct);
        if (told.Refusal is { } refusal)
            return refusal;
        var (account, opening, _, closing, entries) = told.Value;
        var header = new StatementHeader(
            SandboxViews.Entity,
            SandboxViews.Bank,
            account.Number,
            account.Name,
            account.Currency,
            input.Request.From,
            input.Request.To,
            opening
        );
        var order = new StatementOrder(
            new StatementCover(clock.GetUtcNow().UtcDateTime, actor.Name),
            input.Language,
            [new StatementAccount(header, entries.Select((e, i) => ExportStatement.RowOf(e.Row, i + 1L, e.BalanceMinor)), closing)]
        );
        var content = StatementTempFile.Create();
        try
        {
            var none = new AuditAnchor(0, new string('0', 64));
            var integrity = await StatementKinds.WriteAsync(input.Format, order, _ => Task.FromResult(none), content, ct);
            content.Position = 0;
            return new ExportStatement.Exported(
                content,
                string.Create(CultureInfo.InvariantCulture, $"sandbox-{account.Number}.{StatementKinds.EndingOf(input.Format)}"),
                StatementKinds.ContentTypeOf(input.Format),
                integrity.Accounts[0].Totals.Count,
                integrity.Code
            );
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

    private async Task<SandboxAccount?> AccountAsync(Guid id, Actor actor, CancellationToken ct) =>
        (await book.AccountsAsync(actor.PersonId, ct)).Find(account => account.PublicId == id);

    private async Task<long> BalanceBeforeAsync(SandboxAccount account, DateOnly day, CancellationToken ct)
    {
        var start = ChinaTime.StartOf(day);
        return await db
                .SandboxEntries.Where(e => e.AccountId == account.Id && e.BookedAt < start)
                .OrderByDescending(e => e.BookedAt)
                .ThenByDescending(e => e.Id)
                .Select(e => (long?)e.BalanceMinor)
                .FirstOrDefaultAsync(ct)
            ?? account.OpeningMinor;
    }

    private IQueryable<SandboxEntry> Span(SandboxAccount account, StatementRequest input)
    {
        var (start, end) = (ChinaTime.StartOf(input.From), ChinaTime.StartOf(input.To.AddDays(1)));
        return db.SandboxEntries.AsNoTracking().Where(e => e.AccountId == account.Id && e.BookedAt >= start && e.BookedAt < end);
    }

    private static IAsyncEnumerable<SandboxEntry> Ordered(IQueryable<SandboxEntry> entries) =>
        entries.OrderBy(e => e.BookedAt).ThenBy(e => e.Id).AsAsyncEnumerable();

    private static IQueryable<SandboxEntry> Narrow(IQueryable<SandboxEntry> rows, ReadFilter filter, Currency currency)
    {
        if (filter.From is { } start)
            rows = rows.Where(e => e.BookedAt >= start);
        if (filter.Before is { } end)
            rows = rows.Where(e => e.BookedAt < end);
        if (filter.Asked.Kinds.Count > 0)
        {
            var kinds = filter.Asked.Kinds.ToArray();
            rows = rows.Where(e => EF.Parameter(kinds).Contains(e.Kind));
        }
        if (filter.Asked.Direction is { } direction)
            rows = direction == Direction.In ? rows.Where(e => e.AmountMinor > 0) : rows.Where(e => e.AmountMinor < 0);
        if (filter.AmountFrom is { } from)
        {
            var low = AmountSize.AtLeast(from, currency);
            rows = rows.Where(e => e.AmountMinor >= low || e.AmountMinor <= -low);
        }
        if (filter.AmountTo is { } to)
        {
            var high = AmountSize.AtMost(to, currency);
            rows = rows.Where(e => e.AmountMinor <= high && e.AmountMinor >= -high);
        }
        if (!string.IsNullOrWhiteSpace(filter.Asked.Text))
        {
            var pattern = FilterReader.LikePattern(filter.Asked.Text.Trim());
            rows = rows.Where(e =>
                EF.Functions.Like(e.Counterparty, pattern, "\\")
                || EF.Functions.Like(e.Text, pattern, "\\")
                || EF.Functions.Like(e.CounterpartyAccount, pattern, "\\")
            );
        }
        return rows;
    }
}
