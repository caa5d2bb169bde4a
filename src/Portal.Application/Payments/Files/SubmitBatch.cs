using System.Security.Cryptography;
using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Files;

/// <summary>
/// Submits the rows of a file, all of them or those chosen, in one transaction: each transfer a payment of its own under a common batch id, a
/// payroll one payment with many lines. Asking twice with the same id submits once.
/// </summary>
public sealed class SubmitBatch(
    PortalDbContext db,
    BatchReader reader,
    PaymentEntryReader entries,
    SubmitPayment submit,
    Signatories signatories,
    PaymentNotices notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<SubmitBatch.Command, SubmitBatch.Outcome>
{
    /// <param name="Batch">A new id chosen by whoever asks.</param>
    /// <param name="File">The same bytes that were looked at.</param>
    /// <param name="Rows">Row numbers as Excel counts; null for all. A payroll is submitted whole.</param>
    /// <param name="DuplicateReason">Why rows that look like other payments are right.</param>
    /// <param name="Purpose">Of a payroll.</param>
    /// <param name="PayOn">Of a payroll; null: as soon as it is approved.</param>
    public sealed record Command(
        Guid Batch,
        byte[] File,
        Guid Account,
        IReadOnlyList<int>? Rows,
        string? DuplicateReason = null,
        string? Purpose = null,
        DateOnly? PayOn = null
    );

    /// <param name="Count">Payments submitted; 0 when there are problems, then nothing was stored.</param>
    public sealed record Outcome(Guid Batch, int Count, IReadOnlyList<CellProblem> Problems);

    public async Task<Result<Outcome>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (input.Batch == Guid.Empty)
            return Refusal.Invalid("id", "id_required");
        if (input.DuplicateReason is { Length: > PaymentLimits.Comment })
            return Refusal.Invalid("duplicateReason", "comment_length", PaymentLimits.Comment);
        var parsed = await BatchReader.ParseAsync(input.File, actor, ct);
        if (!parsed.IsOk)
            return parsed.Refusal!;
        await using var write = await db.BeginWriteAsync(ct);
        if (await db.Payments.Where(p => p.BatchId == input.Batch).Select(p => p.MakerId).ToListAsync(ct) is { Count: > 0 } makers)
            return makers.TrueForAll(maker => maker == actor.PersonId) ? new Outcome(input.Batch, makers.Count, []) : Refusal.Conflict;
        var matched = await reader.MatchAsync(parsed.Value, input.Account, actor, ct);
        if (!matched.IsOk)
            return matched.Refusal!;
        var batch = matched.Value;
        var chosen = Chosen(batch, input.Rows);
        if (chosen.Count == 0)
            return Refusal.Invalid("rows", "required");
        var problems = batch.File.Problems.Concat(chosen.SelectMany(line => line.Problems)).ToList();
        if (problems.Count > 0)
            return new Outcome(input.Batch, 0, problems);
        var orders = batch.File.Type == PaymentType.Payroll ? Payroll(input, batch) : Transfers(input, batch, chosen);
        if (!orders.IsOk)
            return orders.Refusal!;
        try
        {
            var filed = new List<Payment>(orders.Value.Count);
            foreach (var (order, cell) in orders.Value)
            {
                var payment = await FileAsync(order, input.Batch, actor, ct);
                if (payment.Refusal is { } refusal)
                    return new Outcome(input.Batch, 0, [new(cell, refusal)]);
                filed.Add(payment.Value);
            }
            notices.Submitted(filed, await signatories.ForAccountAsync(batch.Account.Id, ct));
            Tell(input, batch, orders.Value, actor);
            await db.SaveChangesAsync(ct);
            await write.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another payment counted against the same limit or held the same reference in this moment.
            return Refusal.Conflict;
        }
        return new Outcome(input.Batch, orders.Value.Count, []);
    }

    private static IReadOnlyList<BatchLine> Chosen(Batch batch, IReadOnlyList<int>? rows)
    {
        if (rows is null || batch.File.Type == PaymentType.Payroll)
            return batch.Rows;
        var wanted = rows.ToHashSet();
        return [.. batch.Rows.Where(line => wanted.Contains(line.Row.Row))];
    }

    private static Result<List<(PaymentOrder Order, string Cell)>> Transfers(Command input, Batch batch, IReadOnlyList<BatchLine> lines) =>
        lines
            .Select(line =>
                (
                    new PaymentOrder(
                        PaymentType.Transfer,
                        batch.Account.Id,
                        line.Payee!.Id,
                        null,
                        line.Payee.Details,
                        line.Row.Amount!.Value,
                        line.Row.Purpose,
                        line.Row.Reference,
                        MasterData.Blank(input.DuplicateReason),
                        line.Row.PayOn,
                        [line.Payee.DetailsBy],
                        []
                    ),
                    line.Row.CellOf(PayColumn.AccountName)
                )
            )
            .ToList();

    private Result<List<(PaymentOrder Order, string Cell)>> Payroll(Command input, Batch batch)
    {
        var purpose = (input.Purpose ?? "").Trim();
        if (purpose.Length is 0 or > PaymentLimits.Purpose)
            return Refusal.Invalid("purpose", "purpose_length", PaymentLimits.Purpose);
        if (!PlainLine.Is(purpose))
            return Refusal.Invalid("purpose", "text_characters");
        var late = new List<Refusal>();
        entries.CheckDay(input.PayOn, late);
        if (late.Count > 0)
            return late[0];
        var lines = batch.Rows.Select(
            (line, i) =>
                new PaymentLine
                {
                    Number = i + 1,
                    To = line.Row.To,
                    AmountMinor = line.Row.Amount!.Value.Minor,
                    Remark = line.Row.Purpose,
                }
        );
        var order = new PaymentOrder(
            PaymentType.Payroll,
            batch.Account.Id,
            null,
            null,
            null,
            batch.File.Totals.Single(),
            purpose,
            null,
            MasterData.Blank(input.DuplicateReason),
            input.PayOn,
            [],
            [.. lines]
        );
        return new List<(PaymentOrder, string)> { (order, "A1") };
    }

    /// <summary>Stores and files one payment; the next one counts it in limits and duplicates.</summary>
    private async Task<Result<Payment>> FileAsync(PaymentOrder order, Guid batch, Actor actor, CancellationToken ct)
    {
        var doer = new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime);
        // Thousands of stored payments would be looked through with every save.
        db.ChangeTracker.Clear();
        var payment = new Payment(Guid.CreateVersion7(), order, PaymentSource.File, batch, doer);
        db.Payments.Add(payment);
        audit.Append(
            actor,
            "payment.entered",
            $"payment:{payment.PublicId}",
            new
            {
                before = (ToldPayment?)null,
                after = ToldPayment.Of(payment),
                batch,
            }
        );
        await db.SaveChangesAsync(ct);
        var filed = await submit.FileAsync(payment, actor, ct);
        if (filed.Refusal is { } refusal)
            return refusal;
        await db.SaveChangesAsync(ct);
        return payment;
    }

    private void Tell(Command input, Batch batch, List<(PaymentOrder Order, string Cell)> orders, Actor actor) =>
        audit.Append(
            actor,
            "payment.batch_submitted",
            $"batch:{input.Batch}",
            new
            {
                type = batch.File.Type,
                account = batch.Account.PublicId,
                rows = batch.Rows.Count,
                payments = orders.Count,
                totals = orders
                    .GroupBy(o => o.Order.Amount.Currency)
                    .Select(g => new Money(g.Sum(o => o.Order.Amount.Minor), g.Key).ToString()),
                sha256 = Convert.ToHexStringLower(SHA256.HashData(input.File)),
            }
        );
}
