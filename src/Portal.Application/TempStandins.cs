#pragma warning disable
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Domain.Payees
{
    public sealed class Payee
    {
        public int Id { get; set; }
        public Guid PublicId { get; init; } = Guid.CreateVersion7();
        public int LegalEntityId { get; set; }
        public string Name { get; set; } = "";
        public BankDetails Details { get; set; } = null!;
        public Guid DetailsBy { get; set; }
        public DateTime? UsableFrom { get; set; }
        public DateOnly? FirstPaidOn { get; set; }
        public bool IsBlocked { get; set; }
        public int Version { get; set; }
    }
}

namespace FundPortal.Domain.Approvals
{
    public enum LimitPeriod
    {
        Payment = 1,
        Day = 2,
        Month = 3,
    }

    public enum LimitSubject
    {
        Person = 1,
        Account = 2,
        Payee = 3,
    }

    public sealed class PaymentLimit
    {
        public int Id { get; set; }
        public LimitSubject Subject { get; set; }
        public LimitPeriod Period { get; set; }
        public Guid? PersonId { get; set; }
        public int? AccountId { get; set; }
        public int? PayeeId { get; set; }
        public long AmountMinor { get; set; }
        public int Version { get; set; }
    }

    public static class LimitCheck
    {
        public static Result<IReadOnlyList<RouteLevel>> Evaluate(
            IReadOnlyList<PaymentLimit> limits,
            IReadOnlyDictionary<int, long> used,
            long amount
        )
        {
            foreach (var l in limits)
                if (used.GetValueOrDefault(l.Id) + amount > l.AmountMinor)
                    return new Refusal("limit_exceeded", l.Id);
            return Array.Empty<RouteLevel>();
        }
    }
}

namespace FundPortal.Application.Payees
{
    internal sealed class PayeeTable : IEntityTypeConfiguration<Payee>
    {
        public void Configure(EntityTypeBuilder<Payee> p)
        {
            p.ToTable("Payees");
            p.ComplexProperty(x => x.Details);
        }
    }

    public static class PayeeQueries
    {
        public static IQueryable<Payee> PayeesVisibleTo(this PortalDbContext db, Actor a) => db.Payees;
    }
}

namespace FundPortal.Application.Approvals
{
    public sealed record ActiveDelegation(int Id, Guid From, Guid To, long? UpToMinor)
    {
        public bool Covers(long minor) => UpToMinor is not { } u || minor <= u;
    }

    public sealed class Delegations(PortalDbContext db)
    {
        public async Task<IReadOnlyList<ActiveDelegation>> ActiveAsync(DateOnly day, CancellationToken ct) => [];
    }

    public sealed class PaymentStop
    {
        public Guid PublicId;
        public string Reason = "";
    }

    public sealed class Stops(PortalDbContext db)
    {
        public async Task<IReadOnlyList<PaymentStop>> ActiveForAsync(int accountId, CancellationToken ct) => [];
    }

    public sealed class Limits(PortalDbContext db)
    {
        public async Task<IReadOnlyList<PaymentLimit>> ForAsync(Guid maker, int account, int? payee, CancellationToken ct) =>
            await db.Set<PaymentLimit>()
                .Where(l => (l.PersonId == null || l.PersonId == maker) && (l.AccountId == null || l.AccountId == account))
                .ToListAsync(ct);
    }

    internal sealed class LimitTable : IEntityTypeConfiguration<PaymentLimit>
    {
        public void Configure(EntityTypeBuilder<PaymentLimit> p)
        {
            p.ToTable("PaymentLimits");
        }
    }
}

#pragma warning restore
