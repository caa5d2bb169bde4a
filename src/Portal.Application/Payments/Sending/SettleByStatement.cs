using FundPortal.Application.Audit;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// A statement line that carries our reference and that a channel delivered is the bank's word as well: money out settles the order, money in
/// with the same reference and amount brings it back. A line of a file that somebody uploaded is one person's word: it is linked where it
/// says what is known already; otherwise people are told and the bank is asked, and nothing else moves. A line of a day that goes on may
/// still be taken away: it makes the bank be asked, no more.
/// </summary>
internal sealed class SettleByStatement(PortalDbContext db, OrderResults results, OrderNews news, IAudit audit, TimeProvider clock)
    : IStoredEntries
{
    /// <summary>Payments of which somebody was told already while these rows are stored: a payroll has one reference for each line.</summary>
    private readonly HashSet<long> told = [];

    public async Task HandleAsync(IReadOnlyList<BankTransaction> rows, CancellationToken ct)
    {
        var ours = rows.Where(row => row.EndToEndId.Length == EndToEndId.Length)
            .OrderBy(row => row.BookedAt)
            .ThenBy(row => row.Id)
            .ToList();
        if (ours.Count == 0)
            return;
        var files = ours.Select(row => row.ImportFileId).Distinct().ToArray();
        var delivered = await db
            .ImportFiles.Where(f => f.ChannelId != null && EF.Parameter(files).Contains(f.Id))
            .Select(f => f.Id)
            .ToHashSetAsync(ct);
        foreach (var chunk in ours.Chunk(500))
        {
            var ids = chunk.Select(row => row.EndToEndId).Distinct(StringComparer.Ordinal).ToArray();
            var orders = await db
                .PaymentInstructions.Where(o => EF.Parameter(ids).Contains(o.EndToEndId))
                .ToDictionaryAsync(o => o.EndToEndId, StringComparer.Ordinal, ct);
            foreach (var row in chunk)
            {
                // Another account or amount under our reference (a fee, say) says nothing of the order.
                if (
                    !orders.TryGetValue(row.EndToEndId, out var order)
                    || row.AccountId != order.AccountId
                    || Math.Abs(row.AmountMinor) != order.AmountMinor
                )
                    continue;
                if (!delivered.Contains(row.ImportFileId))
                    await ClaimAsync(order, row, ct);
                else if (row.IsProvisional)
                    Hint(order, row);
                else
                    await ShowAsync(order, row, ct);
            }
        }
    }

    public async Task RemovedAsync(IReadOnlyList<BankTransaction> rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var chunk in rows.Select(row => row.Id).Chunk(500))
        {
            var orders = await db
                .PaymentInstructions.Where(o =>
                    (o.TransactionId != null && EF.Parameter(chunk).Contains(o.TransactionId.Value))
                    || (o.ReturnTransactionId != null && EF.Parameter(chunk).Contains(o.ReturnTransactionId.Value))
                )
                .ToListAsync(ct);
            foreach (var order in orders)
            {
                // Another line of the same list may show it by now; that one stays.
                var lines = new[] { order.TransactionId, order.ReturnTransactionId }.OfType<long>().Intersect(chunk).ToList();
                if (lines.Count > 0)
                    await LoseAsync(order, lines, now, ct);
            }
        }
    }

    public async Task UndoneAsync(long importFileId, CancellationToken ct)
    {
        var gone = db.Transactions.Where(t => t.ImportFileId == importFileId).Select(t => (long?)t.Id);
        foreach (var order in await db.PaymentInstructions.Where(o => gone.Contains(o.TransactionId)).ToListAsync(ct))
            order.Unshown(order.TransactionId!.Value);
        foreach (var order in await db.PaymentInstructions.Where(o => gone.Contains(o.ReturnTransactionId)).ToListAsync(ct))
            order.Unshown(order.ReturnTransactionId!.Value);
    }

    private static InstructionState Says(BankTransaction row) => row.AmountMinor > 0 ? InstructionState.Returned : InstructionState.Settled;

    private void Hint(PaymentInstruction order, BankTransaction row)
    {
        if (order.State == Says(row))
            order.Shown(row.Id, order.State == InstructionState.Returned);
        else
            order.AskAgain(clock.GetUtcNow().UtcDateTime);
    }

    private async Task ShowAsync(PaymentInstruction order, BankTransaction row, CancellationToken ct)
    {
        var (to, now) = (Says(row), clock.GetUtcNow().UtcDateTime);
        order.Shown(row.Id, to == InstructionState.Returned);
        if (order.State == to)
            return;
        var hadFailed = order.FoundPaid(to, null, row.Text, row.BankReference, row.BookingDate, now);
        if (!hadFailed && !order.Learned(to, null, row.Text, row.BankReference, row.BookingDate, now))
            return;
        await results.FollowAsync(await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct), order, now, ct, hadFailed);
    }

    /// <summary>The bank took the line back on which we relied.</summary>
    private async Task LoseAsync(PaymentInstruction order, IReadOnlyList<long> lines, DateTime now, CancellationToken ct)
    {
        foreach (var line in lines)
            order.Unshown(line);
        order.AskAgain(now);
        var payment = await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct);
        audit.Append(
            Actor.System,
            "payment.line_withdrawn",
            $"payment:{payment.PublicId}",
            new
            {
                order.EndToEndId,
                order = order.State,
                lines,
            }
        );
        if (told.Add(payment.Id))
            await news.LineWithdrawnAsync(payment, ct);
    }

    /// <summary>One person's file says so.</summary>
    private async Task ClaimAsync(PaymentInstruction order, BankTransaction row, CancellationToken ct)
    {
        var (says, now) = (Says(row), clock.GetUtcNow().UtcDateTime);
        // The line of a payment that came back since shows what everybody knows as well.
        if (order.State == says || (says == InstructionState.Settled && order.State == InstructionState.Returned))
        {
            if ((says == InstructionState.Returned ? order.ReturnTransactionId : order.TransactionId) is null)
                order.Shown(row.Id, says == InstructionState.Returned);
            return;
        }
        order.AskAgain(now);
        var payment = await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct);
        var by = await db.ImportFiles.Where(f => f.Id == row.ImportFileId).Select(f => new { f.PublicId, f.ImportedBy }).SingleAsync(ct);
        audit.Append(
            Actor.System,
            "payment.file_claims",
            $"payment:{payment.PublicId}",
            new
            {
                order.EndToEndId,
                order = order.State,
                says,
                import = by.PublicId,
                by.ImportedBy,
                row.BookingDate,
            }
        );
        if (told.Add(payment.Id))
            await news.FileClaimsAsync(payment, ct);
    }
}
