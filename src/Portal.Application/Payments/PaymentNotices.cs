using FundPortal.Application.Approvals;
using FundPortal.Application.Notices;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments;

/// <summary>Who is told what of a payment's way. Joins the caller's save.</summary>
public sealed class PaymentNotices(Noticeboard board)
{
    /// <summary>The route has begun: its first levels wait.</summary>
    public void Submitted(Payment payment, AccountSignatories people) => Waits(payment, people, new HashSet<int>());

    /// <summary>Many routes have begun at once: each signer is told once, with how many wait.</summary>
    public void Submitted(IReadOnlyCollection<Payment> payments, AccountSignatories people)
    {
        var waiting = payments
            .SelectMany(payment =>
                payment.Route.Where(level => level.IsOpen).SelectMany(level => people.Of(level, payment)).DistinctBy(s => s.Id)
            )
            .CountBy(signer => signer.Id);
        foreach (var (signer, count) in waiting)
            board.Add(signer, NoticeKinds.PaymentsWaitForYou, "/approvals", count);
    }

    /// <param name="openBefore">Ordinals of the levels that were open before the decision.</param>
    public void Decided(Payment payment, AccountSignatories people, IReadOnlySet<int> openBefore, Decision decision, Actor actor)
    {
        Guid[] maker = [payment.MakerId];
        var reason = decision.Comment ?? "";
        switch (payment.State)
        {
            case PaymentState.Approved:
                board.Add(maker, NoticeKinds.PaymentApproved, Link(payment), payment.Number);
                break;
            case PaymentState.Rejected:
                board.Add(maker, NoticeKinds.PaymentRejected, Link(payment), payment.Number, actor.Name, reason);
                break;
            case PaymentState.ReturnedToMaker:
                board.Add(maker, NoticeKinds.PaymentReturned, Link(payment), payment.Number, actor.Name, reason);
                break;
            default:
                Waits(payment, people, openBefore);
                break;
        }
    }

    /// <param name="fallen">Whose signatures of later levels fell with it.</param>
    public void SignatureWithdrawn(Payment payment, AccountSignatories people, IReadOnlyList<Guid> fallen, Actor actor)
    {
        IEnumerable<Guid> concerned = [payment.MakerId, .. fallen];
        board.Add(concerned, NoticeKinds.PaymentSignatureWithdrawn, Link(payment), payment.Number, actor.Name);
        Waits(payment, people, new HashSet<int>());
    }

    /// <summary>To be called while the levels are still open.</summary>
    public void Cancelled(Payment payment, AccountSignatories people, Actor actor)
    {
        var concerned = payment
            .Standing.Select(s => s.PersonId)
            .Concat(payment.Route.Where(level => level.IsOpen).SelectMany(level => people.Of(level, payment)).Select(s => s.Id))
            .Append(payment.MakerId)
            .Where(person => person != actor.PersonId);
        board.Add(concerned, NoticeKinds.PaymentCancelled, Link(payment), payment.Number, actor.Name);
    }

    public void TimeLimit(Payment payment, PaymentStep step, PaymentLevel level, AccountSignatories people)
    {
        var signers = people.Of(level, payment).Select(s => s.Id);
        var (kind, receivers) = step switch
        {
            PaymentStep.Expired => (NoticeKinds.PaymentExpired, signers.Append(payment.MakerId)),
            PaymentStep.Escalated => (NoticeKinds.PaymentEscalated, signers),
            _ => (NoticeKinds.PaymentReminder, signers),
        };
        board.Add(receivers, kind, Link(payment), payment.Number, level.Rule.Name);
    }

    private void Waits(Payment payment, AccountSignatories people, IReadOnlySet<int> openBefore)
    {
        foreach (var level in payment.Route.Where(level => level.IsOpen && !openBefore.Contains(level.Ordinal)))
            board.Add(
                people.Of(level, payment).Select(s => s.Id),
                NoticeKinds.PaymentWaitsForYou,
                Link(payment),
                payment.Number,
                level.Rule.Name
            );
    }

    private static string Link(Payment payment) => $"/payments/{payment.PublicId}";
}
