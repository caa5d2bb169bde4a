using System.Globalization;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payments;
using FundPortal.Web.Layout;

namespace FundPortal.Web.Approvals;

/// <summary>An alternative of a rule as somebody is typing it.</summary>
public sealed class ConditionForm
{
    public IReadOnlyList<int> Entities { get; set; } = [];

    public IReadOnlyList<int> Accounts { get; set; } = [];

    public IReadOnlyList<PaymentType> Types { get; set; } = [];

    /// <summary>Codes, parted by commas or blanks.</summary>
    public string? Currencies { get; set; }

    public string? Over { get; set; }

    public string? UpTo { get; set; }

    public bool? NewPayee { get; set; }

    public bool? OwnTransfer { get; set; }

    public IReadOnlyList<PaymentSource> Sources { get; set; } = [];

    /// <summary>HH:mm, China time.</summary>
    public string? From { get; set; }

    public string? To { get; set; }

    /// <summary>Asked of the table: more than a band.</summary>
    public bool HasMore =>
        Entities.Count + Accounts.Count + Types.Count + Sources.Count > 0
        || NewPayee is not null
        || OwnTransfer is not null
        || !IsBlank(Currencies)
        || !IsBlank(From)
        || !IsBlank(To);

    public bool AsksNothing => !HasMore && IsBlank(Over) && IsBlank(UpTo);

    internal static ConditionForm Of(Condition condition, Currency currency) =>
        new()
        {
            Entities = condition.Entities,
            Accounts = condition.Accounts,
            Types = condition.Types,
            Currencies = string.Join(", ", condition.Currencies),
            Over = condition.Amount?.Over is { } over ? Format.Amount(new Money(over, currency)) : null,
            UpTo = condition.Amount?.UpTo is { } upTo ? Format.Amount(new Money(upTo, currency)) : null,
            NewPayee = condition.NewPayee,
            OwnTransfer = condition.OwnTransfer,
            Sources = condition.Sources,
            From = condition.Time?.From.ToString("HH:mm", CultureInfo.InvariantCulture),
            To = condition.Time?.To.ToString("HH:mm", CultureInfo.InvariantCulture),
        };

    private static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);

    internal Result<Condition> Read(Currency currency)
    {
        var (over, upTo) = (ReadAmount(Over, "amountOver", currency), ReadAmount(UpTo, "amountUpTo", currency));
        if ((over.Refusal ?? upTo.Refusal) is { } amount)
            return amount;
        var hours = ReadTime();
        if (hours.Refusal is { } time)
            return time;
        return new Condition
        {
            Entities = Entities,
            Accounts = Accounts,
            Types = Types,
            Currencies =
            [
                .. (Currencies ?? "").ToUpperInvariant().Split([',', '，', '、', ' ', ';'], StringSplitOptions.RemoveEmptyEntries),
            ],
            Amount = over.Value is null && upTo.Value is null ? null : new(over.Value, upTo.Value),
            NewPayee = NewPayee,
            OwnTransfer = OwnTransfer,
            Sources = Sources,
            Time = hours.Value,
        };
    }

    private static Result<long?> ReadAmount(string? text, string field, Currency currency)
    {
        if (IsBlank(text))
            return (long?)null;
        var read = AmountText.Parse(text, currency);
        return read.Refusal is { } refusal ? refusal with { Args = [field, .. refusal.Args.Skip(1)] } : read.Value.Minor;
    }

    private Result<TimeBand?> ReadTime()
    {
        if (IsBlank(From) && IsBlank(To))
            return (TimeBand?)null;
        return IsTime(From, out var from) && IsTime(To, out var to) ? new TimeBand(from, to) : Refusal.Invalid("time", "time_format");
    }

    private static bool IsTime(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact((text ?? "").Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
