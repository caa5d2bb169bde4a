using FundPortal.Application.Audit;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>Writes down what became of an order: the order, its payment, the bank's message, audit entry and notices in one transaction.</summary>
public sealed class OrderResults(
    PortalDbContext db,
    OrderNews news,
    Contradictions contradictions,
    SendingOptions options,
    IAudit audit,
    TimeProvider clock
)
{
    /// <summary>Tries until nobody else writes the same rows at the same time.</summary>
    private const int MaxTries = 50;

    /// <summary>What the bank said to a sending, unless somebody else has the order by now.</summary>
    public Task SentAsync(PaymentInstruction sent, SubmitAnswer answer, CancellationToken ct) =>
        WriteAsync(
            sent.Id,
            (order, now) =>
            {
                var isOurs = answer.Result switch
                {
                    SubmitResult.NotSent => order.NotSent(sent.Fence, answer.Code, answer.Text, now),
                    SubmitResult.Accepted => order.Sent(sent.Fence, InstructionState.Accepted, answer.Code, answer.Text, now),
                    SubmitResult.Refused => order.Sent(sent.Fence, InstructionState.Failed, answer.Code, answer.Text, now),
                    _ => order.Sent(sent.Fence, InstructionState.Unknown, answer.Code, answer.Text, now),
                };
                // Its first sending is refused, and somebody else said meanwhile that it was paid.
                var isDenied = answer.Result == SubmitResult.Refused && order is { State: InstructionState.Settled, Sends: 1 };
                return new Change(isOurs, BankMessage.Of(order.Id, answer.Result.ToString(), answer.Exchange), IsDenied: isDenied);
            },
            ct
        );

    /// <summary>What the bank said to a question.</summary>
    public async Task AskedAsync(PaymentInstruction asked, QueryAnswer answer, CancellationToken ct)
    {
        // Counted from the end of the claim: until then its bytes may have left.
        var believedAfter =
            options.Lease
            + TimeSpan.FromSeconds(
                await db.Channels.Where(c => c.Id == asked.ChannelId).Select(c => c.NotFoundAfterSeconds).SingleAsync(ct)
            );
        var last = await db
            .BankMessages.Where(m => m.InstructionId == asked.Id)
            .OrderByDescending(m => m.Id)
            .Select(m => m.Outcome)
            .FirstOrDefaultAsync(ct);
        var outcome = answer.Result.ToString();
        await WriteAsync(
            asked.Id,
            (order, now) =>
            {
                var (hadFailed, isDenied) = (
                    order.State == InstructionState.Failed,
                    order.State == InstructionState.Settled && answer.Result == QueryResult.Failed
                );
                var isNew = answer.Result switch
                {
                    QueryResult.NoAnswer => NotAnswered(order, now),
                    QueryResult.NotFound => order.NotFound(believedAfter, now),
                    QueryResult.Pending => Learned(InstructionState.Accepted),
                    QueryResult.Settled => Learned(InstructionState.Settled),
                    QueryResult.Failed => Learned(InstructionState.Failed),
                    QueryResult.Returned => Learned(InstructionState.Returned),
                    _ => Learned(InstructionState.Unknown),
                };
                // Asking every few seconds for hours would fill the database with the same answer.
                var isWorthKeeping = isNew || isDenied || !string.Equals(last, outcome, StringComparison.Ordinal);
                var message = isWorthKeeping ? BankMessage.Of(order.Id, outcome, answer.Exchange) : null;
                return new Change(isNew, message, isNew && hadFailed, isDenied);

                bool Learned(InstructionState to) =>
                    order.FoundPaid(to, answer.Code, answer.Text, answer.BankReference, answer.BookedOn, now)
                    || order.Learned(to, answer.Code, answer.Text, answer.BankReference, answer.BookedOn, now);
            },
            ct
        );
    }

    /// <summary>The bank lists an order whose money came back.</summary>
    /// <returns>Whether that is news.</returns>
    public async Task<bool> ReturnedAsync(int account, ReturnedOrder returned, CancellationToken ct)
    {
        // Another amount under our reference is not believed; the order's own status will tell.
        var id = await db
            .PaymentInstructions.Where(o =>
                o.EndToEndId == returned.EndToEndId
                && o.AccountId == account
                && o.AmountMinor == returned.AmountMinor
                && o.State != InstructionState.Returned
                && o.State != InstructionState.Failed
            )
            .Select(o => o.Id)
            .SingleOrDefaultAsync(ct);
        if (id == 0)
            return false;
        var isNews = false;
        await WriteAsync(
            id,
            (order, now) =>
            {
                isNews = order.Learned(
                    InstructionState.Returned,
                    returned.Code,
                    returned.Text,
                    returned.BankReference,
                    returned.BookedOn,
                    now
                );
                return new Change(isNews, null);
            },
            ct
        );
        return isNews;
    }

    /// <summary>A sender did not come back.</summary>
    public Task LeaseRanOutAsync(long id, CancellationToken ct) =>
        WriteAsync(id, (order, now) => new Change(order.LeaseRanOut(now), null), ct);

    /// <summary>Something stands against sending it now. Joins the caller's save.</summary>
    internal async Task CannotSendAsync(Payment payment, PaymentInstruction order, Refusal refusal, DateTime now, CancellationToken ct)
    {
        order.Put(PaymentRelease.Later(refusal, now));
        if ((refusal != PaymentRefusals.ContentAltered && refusal != SendingGate.PayerChanged) || order.AlarmedAt is not null)
            return;
        order.Alarmed(now);
        audit.Append(Actor.System, OrderNews.ActionOf(refusal), $"payment:{payment.PublicId}", new { order.EndToEndId, order.RemoteId });
        await news.KeptBackAsync(payment, refusal, ct);
    }

    /// <summary>Takes an order, its payment and whatever else hangs on them to where the order is now. Joins the caller's save.</summary>
    /// <param name="hadFailed">It was taken for failed until now.</param>
    internal async Task FollowAsync(Payment payment, PaymentInstruction order, DateTime now, CancellationToken ct, bool hadFailed = false)
    {
        var states = await StatesAsync(payment, ct);
        var before = payment.State;
        var after = payment.Follow(states, order.BankCode, order.BankText, now);
        if (order.LineNumber > 0)
        {
            if (order.State is InstructionState.Failed or InstructionState.Returned || hadFailed)
                payment.LineReported(order, now);
            // Two lines that end at the same instant must not both think that the other one has not.
            db.Entry(payment).Property(p => p.Steps).IsModified = true;
        }
        audit.Append(
            Actor.System,
            "payment.bank_reported",
            $"payment:{payment.PublicId}",
            new
            {
                order.EndToEndId,
                order = order.State,
                before,
                after = payment.State,
                code = order.BankCode,
                text = order.BankText,
                bankReference = order.BankReference,
            }
        );
        if (order.State == InstructionState.Settled && payment.PayeeId is { } payee)
            (await db.Payees.SingleAsync(p => p.Id == payee, ct)).MarkPaid(payment.To, order.SettledOn ?? ChinaTime.DayOf(now));
        if (order.IsFinal)
            await OvertakeCorrectionAsync(order, now, ct);
        await news.TellAsync(payment, order, after, ct);
        if (hadFailed)
            await contradictions.PaidAfterAllAsync(payment, order, ct);
    }

    /// <summary>The states in which the payment's orders are, each once: those just changed here as they are now, the others as stored.</summary>
    private async Task<HashSet<InstructionState>> StatesAsync(Payment payment, CancellationToken ct)
    {
        var changed = db.ChangeTracker.Entries<PaymentInstruction>().Select(e => e.Entity).Where(o => o.PaymentId == payment.Id).ToList();
        var ids = changed.ConvertAll(o => o.Id).ToArray();
        var others = await db
            .PaymentInstructions.Where(o => o.PaymentId == payment.Id && !EF.Parameter(ids).Contains(o.Id))
            .Select(o => o.State)
            .Distinct()
            .ToListAsync(ct);
        return [.. others, .. changed.Select(o => o.State)];
    }

    /// <param name="HadFailed">It was taken for failed until now, and was paid.</param>
    /// <param name="IsDenied">It is settled, and the bank says that it never was executed.</param>
    private sealed record Change(bool IsNew, BankMessage? Message, bool HadFailed = false, bool IsDenied = false);

    private static bool NotAnswered(PaymentInstruction order, DateTime now)
    {
        order.NotAnswered(now);
        return false;
    }

    private async Task WriteAsync(long id, Func<PaymentInstruction, DateTime, Change> apply, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            db.ChangeTracker.Clear();
            await using var write = await db.BeginWriteAsync(ct);
            var order = await db.PaymentInstructions.SingleAsync(o => o.Id == id, ct);
            var now = clock.GetUtcNow().UtcDateTime;
            var (isNew, message, hadFailed, isDenied) = apply(order, now);
            if (order.State != InstructionState.Sending && order.NextAt is not null)
                order.Put(now + options.PauseAfter(order.Tries));
            if (message is not null)
                db.BankMessages.Add(message);
            if (isNew)
                await FollowAsync(await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct), order, now, ct, hadFailed);
            else if (isDenied)
                await contradictions.DeniedAsync(await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct), order, ct);
            else if (
                order.State == InstructionState.Unknown
                && order.AlarmedAt is null
                && now - order.StateSince >= SendingOptions.AlarmAfter
            )
                await AlarmAsync(order, now, ct);
            if (await db.TrySaveAsync(write, ct) is null)
                return;
            if (tries == MaxTries)
                throw new DbUpdateConcurrencyException($"Order {order.EndToEndId} could not be written down.");
            await Task.Delay(Random.Shared.Next(5, 50), ct);
        }
    }

    private async Task AlarmAsync(PaymentInstruction order, DateTime now, CancellationToken ct)
    {
        order.Alarmed(now);
        await news.InDoubtAsync(await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct), ct);
    }

    private async Task OvertakeCorrectionAsync(PaymentInstruction order, DateTime now, CancellationToken ct)
    {
        var waiting = await db
            .PaymentCorrections.Where(c => c.InstructionId == order.Id && c.State == CorrectionState.Waiting)
            .SingleOrDefaultAsync(ct);
        waiting?.Overtake(now);
    }
}
