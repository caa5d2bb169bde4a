using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>The payees that this person sees, by name, a page at a time.</summary>
public sealed class ListPayees(PortalDbContext db, TimeProvider clock) : IUseCase<ListPayees.Query, ListPayees.Page>
{
    public const int MaxSize = 200;
    public const int MaxText = 200;

    /// <param name="Text">Part of the name, the holder's name, the account number or the credit code; null for all.</param>
    /// <param name="After">The last payee of the page before.</param>
    /// <param name="PayableFrom">Only those that this account can pay.</param>
    public sealed record Query(string? Text = null, Guid? After = null, int Size = 50, Guid? PayableFrom = null);

    /// <param name="Next">Pass it as <see cref="Query.After"/>; null on the last page.</param>
    /// <param name="MayEnter">Whether this person may enter payees.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, Guid? Next, bool MayEnter);

    /// <param name="IsConfirmed">A second person stands behind the details in force.</param>
    /// <param name="CoolsUntil">While it cannot be paid yet; null when it can.</param>
    public sealed record Row(
        Guid Id,
        string Name,
        string EntityName,
        BankDetails Details,
        bool IsBlocked,
        bool IsConfirmed,
        bool HasPendingChange,
        DateTime? CoolsUntil,
        DateOnly? FirstPaidOn,
        SharedAccount Shared
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        if (input.Text?.Length > MaxText)
            return Refusal.Invalid("text", "text_too_long", MaxText);
        var payees = db.PayeesVisibleTo(actor).AsNoTracking();
        if (input.PayableFrom is { } payer)
        {
            var account = await db.AccountsVisibleTo(actor).SingleOrDefaultAsync(a => a.PublicId == payer, ct);
            if (account is null)
                return Refusal.Invalid("account", "account_unknown");
            payees = payees.PayableFrom(db, account);
        }
        if (input.After is { } after)
        {
            var last = await payees.Where(p => p.PublicId == after).Select(p => new { p.Name, p.Id }).SingleOrDefaultAsync(ct);
            if (last is null)
                return Refusal.Invalid("after", "cursor_format");
            var (name, id) = (last.Name, last.Id);
            // The database compares, byte by byte on both.
#pragma warning disable CA1309
            payees = payees.Where(p => string.Compare(p.Name, name) > 0 || (p.Name == name && p.Id > id));
#pragma warning restore CA1309
        }
        if (!string.IsNullOrWhiteSpace(input.Text))
        {
            var text = input.Text.Trim();
            var key = BankDetailsCheck.AccountKey(text);
            // A number may be typed with blanks or dashes; words have no key worth looking for.
            var digits = key.Any(char.IsAsciiDigit) ? key : text;
            payees = payees.Where(p =>
                p.Name.Contains(text)
                || p.Details.AccountName.Contains(text)
                || p.CreditCode!.Contains(text)
                || p.AccountKey.Contains(digits)
            );
        }
        var found = await payees
            .OrderBy(p => p.Name)
            .ThenBy(p => p.Id)
            .Take(input.Size + 1)
            .Select(p => new { Payee = p, Entity = db.LegalEntities.Single(e => e.Id == p.LegalEntityId).Name })
            .ToListAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var shown = found.Take(input.Size).ToList();
        var shared = await db.SharedAsync(actor, [.. shown.Select(f => f.Payee)], ct);
        var rows = shown.ConvertAll(f => new Row(
            f.Payee.PublicId,
            f.Payee.Name,
            f.Entity,
            f.Payee.Details,
            f.Payee.IsBlocked,
            f.Payee.DetailsConfirmedBy is not null,
            f.Payee.PendingChange is not null,
            f.Payee.UsableFrom > now ? f.Payee.UsableFrom : null,
            f.Payee.FirstPaidOn,
            shared[f.Payee.Id]
        ));
        return new Page(rows, found.Count > input.Size ? rows[^1].Id : null, actor.May(Permission.ManagePayees));
    }
}
