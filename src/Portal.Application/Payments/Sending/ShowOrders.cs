using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>What a payment's orders have come to at the bank, with the messages that went over the wire (secrets masked).</summary>
public sealed class ShowOrders(PortalDbContext db) : IUseCase<ShowOrders.Query, ShowOrders.View>
{
    /// <summary>Payroll's lines that are shown, those in trouble first.</summary>
    public const int MaxOrders = 100;

    private const int MaxMessages = 50;

    public sealed record Query(Guid Payment);

    /// <param name="Counts">How many orders are in each state.</param>
    /// <param name="ReissueOf">The payment that this one pays again; <paramref name="ReissuedAs"/>: the other way round.</param>
    public sealed record View(
        IReadOnlyList<OrderRow> Orders,
        IReadOnlyDictionary<InstructionState, int> Counts,
        OtherPayment? ReissueOf,
        IReadOnlyList<OtherPayment> ReissuedAs,
        HoldRow? Hold,
        bool MayCorrect,
        bool MayHold,
        bool MayReissue
    );

    /// <param name="MayEnd">Neither held it nor has a part in the payment.</param>
    public sealed record HoldRow(string Reason, string By, DateTime At, bool MayEnd);

    public sealed record OtherPayment(Guid Id, string Number, PaymentState State);

    /// <param name="Transaction">The statement line that shows it; null: none yet.</param>
    public sealed record OrderRow(
        int Line,
        string EndToEndId,
        InstructionState State,
        DateTime Since,
        int Sends,
        DateTime? LastSentAt,
        DateTime? NextAt,
        string? BankReference,
        string? BankCode,
        string? BankText,
        DateOnly? SettledOn,
        DateOnly? ReturnedOn,
        long? Transaction,
        long? ReturnTransaction,
        CorrectionRow? Correction,
        IReadOnlyList<MessageRow> Messages
    );

    public sealed record CorrectionRow(
        Guid Id,
        InstructionState Becomes,
        string Evidence,
        string AskedBy,
        DateTime AskedAt,
        bool MayDecide
    );

    public sealed record MessageRow(DateTime At, string Call, string Outcome, string Request, string? Response, int Milliseconds);

    public async Task<Result<View>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var payment = await db.PaymentsVisibleTo(actor)
            .AsNoTracking()
            .Include(p => p.Hands)
            .SingleOrDefaultAsync(p => p.PublicId == input.Payment, ct);
        if (payment is null)
            return Refusal.NotFound;
        var all = db.PaymentInstructions.AsNoTracking().Where(o => o.PaymentId == payment.Id);
        var counts = await all.GroupBy(o => o.State)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        // Single lines of a payroll are for those who may see it.
        var orders =
            payment.Type == PaymentType.Payroll && !actor.May(Permission.SeePayroll)
                ? []
                : await all.OrderBy(o => o.State == InstructionState.Settled).ThenBy(o => o.LineNumber).Take(MaxOrders).ToListAsync(ct);
        var ids = orders.ConvertAll(o => o.Id).ToArray();
        var corrections = await CorrectionsAsync(ids, payment, actor, ct);
        var messages = await MessagesAsync(orders, ct);
        var visible = db.PaymentsVisibleTo(actor);
        var origin = payment.ReissueOf is { } id
            ? await visible
                .Where(p => p.PublicId == id)
                .Select(p => new
                {
                    p.PublicId,
                    p.Id,
                    p.State,
                })
                .SingleOrDefaultAsync(ct)
            : null;
        var later = await visible.Where(p => p.ReissueOf == payment.PublicId).OrderBy(p => p.Id).AsNoTracking().ToListAsync(ct);
        return new View(
            orders.ConvertAll(o => Row(o, corrections.GetValueOrDefault(o.Id), [.. messages[o.Id]])),
            counts,
            origin is null ? null : new(origin.PublicId, Payment.NumberOf(origin.Id), origin.State),
            later.ConvertAll(p => new OtherPayment(p.PublicId, p.Number, p.State)),
            await HoldAsync(payment, actor, ct),
            actor.May(Permission.CorrectPayments),
            actor.May(Permission.StopPayments) && payment.CheckHold(HasUnsent(counts)) is null,
            actor.May(Permission.MakePayments)
                && payment.Type != PaymentType.Payroll
                && payment.State is PaymentState.Returned or PaymentState.Failed
                && !await db.Payments.StandingFor(payment.PublicId).AnyAsync(ct)
        );
    }

    private static bool HasUnsent(Dictionary<InstructionState, int> counts) =>
        counts.ContainsKey(InstructionState.Waiting) || counts.ContainsKey(InstructionState.Sending);

    private async Task<HoldRow?> HoldAsync(Payment payment, Actor actor, CancellationToken ct)
    {
        if (payment.HeldAt is not { } at)
            return null;
        var by = await db.Users.Where(p => p.Id == payment.HeldBy).Select(p => p.DisplayName).SingleOrDefaultAsync(ct) ?? "";
        return new(payment.HoldReason ?? "", by, at, actor.May(Permission.StopPayments) && payment.MayEndHold(actor.PersonId));
    }

    private static OrderRow Row(PaymentInstruction o, CorrectionRow? correction, MessageRow[] messages) =>
        new(
            o.LineNumber,
            o.EndToEndId,
            o.State,
            o.StateSince,
            o.Sends,
            o.LastSentAt,
            o.NextAt,
            o.BankReference,
            o.BankCode,
            o.BankText,
            o.SettledOn,
            o.ReturnedOn,
            o.TransactionId,
            o.ReturnTransactionId,
            correction,
            messages
        );

    private async Task<Dictionary<long, CorrectionRow>> CorrectionsAsync(long[] ids, Payment payment, Actor actor, CancellationToken ct) =>
        await (
            from correction in db.PaymentCorrections
            join person in db.Users on correction.AskedBy equals person.Id
            where correction.State == CorrectionState.Waiting && EF.Parameter(ids).Contains(correction.InstructionId)
            select new { correction, person.DisplayName }
        )
            .AsNoTracking()
            .ToDictionaryAsync(
                row => row.correction.InstructionId,
                row => new CorrectionRow(
                    row.correction.PublicId,
                    row.correction.Becomes,
                    row.correction.Evidence,
                    row.DisplayName,
                    row.correction.AskedAt,
                    actor.May(Permission.CorrectPayments) && actor.PersonId != row.correction.AskedBy && actor.PersonId != payment.MakerId
                ),
                ct
            );

    /// <summary>Of single payments all there are, of a payroll those of the lines in trouble.</summary>
    private async Task<ILookup<long, MessageRow>> MessagesAsync(List<PaymentInstruction> orders, CancellationToken ct)
    {
        var ids = orders.Where(o => o.LineNumber == 0 || o.State != InstructionState.Settled).Select(o => o.Id).ToArray();
        var rows = await db
            .BankMessages.AsNoTracking()
            .Where(m => EF.Parameter(ids).Contains(m.InstructionId))
            .OrderByDescending(m => m.Id)
            .Take(MaxMessages)
            .ToListAsync(ct);
        return rows.OrderBy(m => m.Id)
            .ToLookup(m => m.InstructionId, m => new MessageRow(m.At, m.Call, m.Outcome, m.Request, m.Response, m.Milliseconds));
    }
}
