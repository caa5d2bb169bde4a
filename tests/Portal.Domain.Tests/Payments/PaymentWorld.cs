using System.Collections.Frozen;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Payments;

/// <summary>People, routes and payments to try things on.</summary>
internal static class PaymentWorld
{
    public static readonly DateTime Start = new(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc);

    public static readonly FrozenSet<Role> Approver = new[] { Role.Approver }.ToFrozenSet();

    private static readonly FrozenSet<Role> Nobody = FrozenSet<Role>.Empty;

    /// <summary>Person 1, 2, 3 …: the same number is the same person.</summary>
    public static Guid P(int number) => new(number, 0, 0, new byte[8]);

    public static Doer Does(int person, int minute = 0) => new(P(person), "192.0.2.1", Start.AddMinutes(minute));

    public static Signatory Signer(int person) => Signatory.Alone(P(person), Approver);

    /// <summary>Somebody with delegations from others, who are approvers.</summary>
    public static Signatory Standin(int person, params int[] from) =>
        new(P(person), Nobody, [.. from.Select(f => new Mandate(f, P(f), Approver))], [.. from.Select(P)]);

    public static RouteLevel Level(int stage, int quorum, params int[] people) =>
        new(
            stage,
            $"L{stage}",
            people.Length == 0 ? new Signers([Role.Approver], []) : new Signers([], [.. people.Select(P)]),
            quorum,
            null,
            "rule"
        );

    public static PaymentOrder Order(long minor = 100_00, string purpose = "goods", int? payeeChanger = null) =>
        new(
            PaymentType.Transfer,
            1,
            7,
            null,
            new BankDetails("Shanghai Mould Ltd", "6222021001116245702", "ICBC", "102100099996", "CN"),
            new Money(minor, Currency.Cny),
            purpose,
            "INV-1",
            null,
            null,
            payeeChanger is { } changer ? [P(changer)] : [],
            []
        );

    public static Payment Draft(int maker = 1, int? payeeChanger = null) =>
        new(Guid.CreateVersion7(), Order(payeeChanger: payeeChanger), PaymentSource.Page, null, Does(maker));

    /// <summary>Made by person 1 and submitted under the levels given.</summary>
    public static Payment Submitted(params RouteLevel[] levels)
    {
        var payment = Draft();
        Submit(payment, 1, levels);
        return payment;
    }

    public static void Submit(Payment payment, int by, params RouteLevel[] levels) =>
        Assert.Null(
            payment.Submit(new Submission(new Route(levels), 3, payment.AmountMinor, new DateOnly(2026, 3, 2), "1/INV-1"), Does(by)).Refusal
        );

    public static Decision Decides(Payment payment, Signatory by, int minute = 1) =>
        new(by, payment.ContentHash ?? [], 1_000 + minute, "because", "192.0.2.1", Start.AddMinutes(minute));

    public static Result<Signature> Sign(Payment payment, int person) => payment.Sign(Decides(payment, Signer(person)));
}
