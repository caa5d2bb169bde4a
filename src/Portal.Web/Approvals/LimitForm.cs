using FundPortal.Application.Approvals;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;

namespace FundPortal.Web.Approvals;

/// <summary>What is typed of a limit.</summary>
public sealed class LimitForm
{
    /// <summary>Null for a new one.</summary>
    public Guid? Id { get; init; }

    public int Revision { get; init; }

    public string Name { get; set; } = "";

    public LimitSubject Subject { get; set; } = LimitSubject.Account;

    public Guid? SubjectId { get; set; }

    public LimitPeriod Period { get; set; } = LimitPeriod.Day;

    public string Amount { get; set; } = "";

    public bool IsHard { get; set; } = true;

    public string LevelName { get; set; } = "";

    public int Quorum { get; set; } = 1;

    /// <summary>People who sign the added level; nobody named: everybody who is an approver.</summary>
    public IReadOnlyCollection<Guid> Signers { get; set; } = [];

    public string Code { get; set; } = "";

    internal static LimitForm Of(ListLimits.Row row, Currency currency) =>
        new()
        {
            Id = row.Id,
            Revision = row.Revision,
            Name = row.Name,
            Subject = row.Subject,
            Period = row.Terms!.Period,
            Amount = new Money(row.Terms.AmountMinor, currency).ToPlainText(),
            IsHard = row.Terms.IsHard,
            LevelName = row.Terms.Level?.Name ?? "",
            Quorum = row.Terms.Level?.Quorum ?? 1,
            Signers = [.. row.Terms.Level?.Signers.People ?? []],
        };

    internal SaveLimit.Command ToCommand()
    {
        var signers = Signers.Count == 0 ? new Signers([Role.Approver], []) : new Signers([], [.. Signers]);
        var level = IsHard ? null : new LimitLevel(LevelName, signers, Quorum);
        return new(Id, Name, Subject, SubjectId ?? Guid.Empty, new(Period, Amount, level), Code, Revision);
    }
}
