using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Channels;

namespace FundPortal.Application.Channels.FinanceBill;

/// <summary>The finance bill API (财务账单 API) of a platform or an ERP, with the signature <c>hmac-sha256</c>. The address is the service's own.</summary>
internal sealed class BillKind(OutboundRules rules, TimeProvider clock) : IChannelKind
{
    public const string Flag = "flag";
    public const string Secret = "secret";
    public const string IncomeTypes = "incomeTypes";
    public const string ExpenseTypes = "expenseTypes";

    public ChannelKind Kind => ChannelKind.FinanceBillApi;

    public IReadOnlyList<ChannelField> Fields { get; } =
    [
        new(Flag, IsSecret: false, IsRequired: true, MaxLength: 64),
        new(IncomeTypes, IsSecret: false, IsRequired: false, MaxLength: 500),
        new(ExpenseTypes, IsSecret: false, IsRequired: false, MaxLength: 500),
        new(Secret, IsSecret: true, IsRequired: true, MaxLength: 200),
    ];

    public IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values)
    {
        var problems = new List<ChannelFieldProblem>();
        if (rules.Check(address) is { } reason)
            problems.Add(new("address", reason));
        problems.AddRange(FieldChecks.Of(Fields, values, IsRight));
        // A type goes one way.
        var income = BillTypes.Codes(values.GetValueOrDefault(IncomeTypes)).Append("income");
        var expense = BillTypes.Codes(values.GetValueOrDefault(ExpenseTypes)).Append("expense");
        if (income.Intersect(expense, StringComparer.Ordinal).Any())
            problems.Add(new(ExpenseTypes, "format"));
        return problems;
    }

    public IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values) =>
        new BillConnection(new BillGateway(new Uri(address), values[Flag], values[Secret], rules, clock), BillTypes.Of(values), clock);

    private static bool IsRight(string field, string value) =>
        field switch
        {
            IncomeTypes or ExpenseTypes => BillTypes
                .Codes(value)
                .All(code => code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')),
            _ => !value.Any(char.IsControl),
        };
}
