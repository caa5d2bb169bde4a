using FundPortal.Domain.Approvals;

namespace FundPortal.Application.Demo;

/// <summary>A delegation that is to come and a limit in force, as the demonstration group's people agreed on them.</summary>
internal static class DemoSafeguards
{
    /// <summary>The president's leave, from next week on.</summary>
    public static Delegation Delegation(IReadOnlyDictionary<string, Guid> people, DateOnly today, DateTime now) =>
        new()
        {
            FromId = people[DemoPeople.President],
            ToId = people[DemoPeople.Directors[0]],
            FirstDay = today.AddDays(7),
            LastDay = today.AddDays(20),
            UpToMinor = 2_000_000_00,
            Reason = "年假",
            GivenAt = now,
        };

    /// <param name="maker">Whom it limits.</param>
    public static PaymentLimit DayLimit(IReadOnlyDictionary<string, Guid> people, string maker, DateTime now)
    {
        var limit = new PaymentLimit
        {
            Name = "制单人每日限额",
            Subject = LimitSubject.Person,
            PersonId = people[maker],
        };
        limit.Propose(new LimitTerms(LimitPeriod.Day, 20_000_000_00, Level: null), people[DemoPeople.Owner], now);
        limit.Decide(isConfirmed: true, people[DemoPeople.SecondOwner], now);
        return limit;
    }
}
