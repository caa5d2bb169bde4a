using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Sending;

/// <summary>Who is told what of a payment's way at the bank. Joins the caller's save.</summary>
public sealed class OrderNews(PortalDbContext db, Noticeboard board)
{
    /// <param name="after">The state that the payment came to; null when it stayed where it was.</param>
    internal async Task TellAsync(Payment payment, PaymentInstruction order, PaymentState? after, CancellationToken ct)
    {
        switch (order.State)
        {
            case InstructionState.Failed:
                board.Add(
                    payment.MakerId,
                    NoticeKinds.PaymentFailed,
                    Link(payment),
                    payment.Number,
                    order.BankText ?? order.BankCode ?? ""
                );
                break;
            case InstructionState.Returned:
                IEnumerable<Guid> concerned = [payment.MakerId, .. await CorrectorsAsync(payment, ct)];
                board.Add(concerned, NoticeKinds.PaymentCameBack, Link(payment), payment.Number, order.BankText ?? order.BankCode ?? "");
                break;
            case InstructionState.Settled when after == PaymentState.Settled:
                board.Add(payment.MakerId, NoticeKinds.PaymentSettled, Link(payment), payment.Number);
                break;
        }
    }

    /// <summary>Its result has not been known for a while.</summary>
    internal async Task InDoubtAsync(Payment payment, CancellationToken ct)
    {
        IEnumerable<Guid> concerned = [payment.MakerId, .. await CorrectorsAsync(payment, ct)];
        board.Add(concerned, NoticeKinds.PaymentInDoubt, Link(payment), payment.Number);
    }

    /// <summary>The audit action of what keeps a payment back and is told.</summary>
    internal static string ActionOf(Refusal refusal) => refusal == SendingGate.PayerChanged ? "payment.payer_changed" : "payment.altered";

    /// <summary>Somebody changed it past the portal after it was signed, or the account that would be debited is another one than was signed.</summary>
    internal async Task KeptBackAsync(Payment payment, Refusal refusal, CancellationToken ct)
    {
        Permission[] permissions = [Permission.StopPayments, Permission.ViewAudit];
        var people = await AccountPeople.WithAsync(db, db.Accounts.Where(a => a.Id == payment.AccountId), permissions, ct);
        var kind = refusal == SendingGate.PayerChanged ? NoticeKinds.PaymentPayerChanged : NoticeKinds.PaymentAltered;
        board.Add(people, kind, Link(payment), payment.Number);
    }

    /// <summary>A file that somebody uploaded says of it what nobody knows; whoever uploaded it may be the maker, so others are told too.</summary>
    internal async Task FileClaimsAsync(Payment payment, CancellationToken ct)
    {
        IEnumerable<Guid> concerned = [payment.MakerId, .. await CorrectorsAsync(payment, ct)];
        board.Add(concerned, NoticeKinds.PaymentFileClaims, Link(payment), payment.Number);
    }

    /// <summary>The bank took a statement line back that showed it.</summary>
    internal Task LineWithdrawnAsync(Payment payment, CancellationToken ct) => AlertAsync(payment, NoticeKinds.PaymentLineWithdrawn, ct);

    /// <summary>It was taken for failed and is paid.</summary>
    internal Task PaidAfterAllAsync(Payment payment, CancellationToken ct) => AlertAsync(payment, NoticeKinds.PaymentPaidAfterAll, ct);

    /// <summary>It was taken for paid, and the bank says that it was not.</summary>
    internal Task DeniedAsync(Payment payment, CancellationToken ct) => AlertAsync(payment, NoticeKinds.PaymentDenied, ct);

    internal async Task CorrectionAskedAsync(Payment payment, Actor by, CancellationToken ct)
    {
        var others = (await CorrectorsAsync(payment, ct)).Where(person => person != by.PersonId && person != payment.MakerId);
        board.Add(others, NoticeKinds.PaymentCorrectionWaits, Link(payment), payment.Number, by.Name);
    }

    private async Task AlertAsync(Payment payment, string kind, CancellationToken ct)
    {
        Permission[] permissions = [Permission.CorrectPayments, Permission.StopPayments, Permission.ViewAudit];
        var people = await AccountPeople.WithAsync(db, db.Accounts.Where(a => a.Id == payment.AccountId), permissions, ct);
        board.Add([payment.MakerId, .. people], kind, Link(payment), payment.Number);
    }

    private Task<List<Guid>> CorrectorsAsync(Payment payment, CancellationToken ct) =>
        AccountPeople.WithAsync(db, db.Accounts.Where(a => a.Id == payment.AccountId), [Permission.CorrectPayments], ct);

    private static string Link(Payment payment) => $"/payments/{payment.PublicId}";
}
