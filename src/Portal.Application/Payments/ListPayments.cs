using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>Payments inside the data scope, newest first, by cursor.</summary>
public sealed class ListPayments(PortalDbContext db) : IUseCase<ListPayments.Query, ListPayments.Page>
{
    public const int Size = 50;

    private const int MaxText = 100;

    /// <param name="Text">Part of payee, purpose or reference.</param>
    /// <param name="MineOnly">Those that I made.</param>
    /// <param name="Before">A page's <see cref="Page.Next"/>; 0 for the first page.</param>
    public sealed record Query(
        PaymentState? State = null,
        Guid? Account = null,
        Guid? Payee = null,
        Guid? Batch = null,
        string? Text = null,
        bool MineOnly = false,
        long Before = 0
    );

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, long? Next);

    public sealed record Row(
        Guid Id,
        string Number,
        PaymentType Type,
        PaymentState State,
        string AccountName,
        string EntityName,
        string? Payee,
        Money Amount,
        string Purpose,
        string? Reference,
        DateOnly? PayOn,
        string Maker,
        DateTime CreatedAt
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        if (input.Text is { Length: > MaxText })
            return Refusal.Invalid("text", "text_length", MaxText);
        var payments = await Filter(input, actor).AsNoTracking().OrderByDescending(p => p.Id).Take(Size + 1).ToListAsync(ct);
        var hasMore = payments.Count > Size;
        if (hasMore)
            payments.RemoveAt(Size);
        var names = await PaymentNames.LoadAsync(db, payments, ct);
        return new Page([.. payments.Select(payment => Show(payment, names))], hasMore ? payments[^1].Id : null);
    }

    private IQueryable<Payment> Filter(Query input, Actor actor)
    {
        var payments = db.PaymentsVisibleTo(actor);
        if (input.State is { } state)
            payments = payments.Where(p => p.State == state);
        if (input.Account is { } account)
            payments = payments.Where(p => db.Accounts.Any(a => a.PublicId == account && a.Id == p.AccountId));
        if (input.Payee is { } payee)
            payments = payments.Where(p => db.Payees.Any(x => x.PublicId == payee && x.Id == p.PayeeId));
        if (input.Batch is { } batch)
            payments = payments.Where(p => p.BatchId == batch);
        if (input.MineOnly)
            payments = payments.Where(p => p.MakerId == actor.PersonId);
        if (input.Before > 0)
            payments = payments.Where(p => p.Id < input.Before);
        if (string.IsNullOrWhiteSpace(input.Text))
            return payments;
        var text = input.Text.Trim();
        return payments.Where(p =>
            p.Purpose.Contains(text)
            || (p.Reference != null && p.Reference.Contains(text))
            || (p.To != null && p.To.AccountName.Contains(text))
        );
    }

    private static Row Show(Payment payment, PaymentNames names) =>
        new(
            payment.PublicId,
            payment.Number,
            payment.Type,
            payment.State,
            names.AccountName(payment.AccountId),
            names.EntityName(payment.AccountId),
            payment.To?.AccountName,
            payment.Amount,
            payment.Purpose,
            payment.Reference,
            payment.PayOn,
            names.Person(payment.MakerId),
            payment.CreatedAt
        );
}
