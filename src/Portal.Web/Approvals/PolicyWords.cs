using System.Globalization;
using FundPortal.Application.Approvals;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using FundPortal.Web.Layout;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.Approvals;

/// <summary>A policy's parts in a person's words: conditions, bands, signers, time limits.</summary>
public sealed class PolicyWords(
    IStringLocalizer<PoliciesText> text,
    IStringLocalizer<CommonText> common,
    Currency currency,
    PolicyNames names
)
{
    private readonly Dictionary<int, string> entities = names.Entities.ToDictionary(entity => entity.Id, entity => entity.Name);

    private readonly Dictionary<int, string> accounts = names.Accounts.ToDictionary(
        account => account.Id,
        account => $"{account.Name} {TailOf(account.Number)}"
    );

    private readonly Dictionary<Guid, string> people = names.People.ToDictionary(person => person.Id, person => person.Name);

    private static bool IsChinese => string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "zh", StringComparison.Ordinal);

    /// <summary>What the condition asks, one line per field; empty when it asks nothing.</summary>
    public IReadOnlyList<(string Label, string Text)> LinesOf(Condition condition)
    {
        var lines = new List<(string, string)>();
        Add("Amount", condition.Amount is { } band ? Amount(band) : null);
        Add("Entities", List(condition.Entities.Select(Entity)));
        Add("Accounts", List(condition.Accounts.Select(Account)));
        Add("Types", List(condition.Types.Select(type => text["Type_" + type].Value)));
        Add("Currencies", List(condition.Currencies));
        Add("Payee", condition.NewPayee is { } isNew ? text[isNew ? "Payee_New" : "Payee_Known"].Value : null);
        Add("Own", condition.OwnTransfer is { } isOwn ? text[isOwn ? "Own_Yes" : "Own_No"].Value : null);
        Add("Sources", List(condition.Sources.Select(source => text["Source_" + source].Value)));
        Add("Time", condition.Time is { } hours ? Time(hours) : null);
        return lines;

        void Add(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                lines.Add((text["Label_" + label], value));
        }
    }

    public string Of(Condition condition)
    {
        var lines = LinesOf(condition);
        return lines.Count == 0 ? text["Always"] : string.Join(IsChinese ? "；" : "; ", lines.Select(line => $"{line.Label} {line.Text}"));
    }

    /// <summary>"Over" excludes its amount, "up to" includes it: the words say so.</summary>
    public string Amount(AmountBand band) =>
        band switch
        {
            { Over: null or 0, UpTo: { } upTo } => text["AmountUpTo", Money(upTo)],
            { Over: { } over, UpTo: { } upTo } => text["AmountBetween", Money(over), Money(upTo)],
            { Over: { } over } => text["AmountOver", Money(over)],
            _ => text["AllPayments"],
        };

    public string Signers(Signers signers) =>
        List(signers.Roles.Select(role => common["Role_" + role].Value).Concat(signers.People.Select(Person)));

    /// <summary>"2 of Zhou, Wu, Xu".</summary>
    public string Level(Signers signers, int quorum) => $"{text["QuorumOf", quorum]}{(IsChinese ? "：" : " ")}{Signers(signers)}";

    public string Limit(LevelTimeLimit? limit)
    {
        if (limit is null)
            return "";
        var parts = new List<string>();
        if (limit.RemindAfter is { } remind)
            parts.Add(text["RemindAfter", Duration(remind)]);
        if (limit is { EscalateAfter: { } escalate, EscalateTo: { } to })
            parts.Add(text["EscalateAfter", Duration(escalate), Signers(to)]);
        if (limit.ExpireAfter is { } expire)
            parts.Add(text["ExpireAfter", Duration(expire)]);
        return string.Join(IsChinese ? "，" : ", ", parts);
    }

    /// <summary>A set of payments; what is not restricted is not mentioned.</summary>
    public string Of(Circumstances where)
    {
        var parts = new List<string>();
        if (where.Amounts is { } amounts)
            parts.Add(string.Join($" {text["Or"]} ", amounts.Select(Amount)));
        if (where.Kinds is { } kinds)
            parts.Add(List(kinds.Select(Kind)));
        if (where.Accounts is { } some)
            parts.Add(Accounts(some));
        if (where.Currencies is { } currencies)
            parts.Add(List(currencies.Select(code => code ?? text["OtherCurrencies"].Value)));
        if (where.Sources is { } sources)
            parts.Add(List(sources.Select(source => text["Source_" + source].Value)));
        if (where.Times is { } times)
            parts.Add(List(times.Select(Time)));
        return parts.Count == 0 ? text["AllPayments"] : string.Join(IsChinese ? "；" : "; ", parts);
    }

    public string Accounts(IReadOnlyList<int>? some) =>
        some is null || some.Count >= names.Accounts.Count(account => account.IsActive) ? text["AllAccounts"] : List(some.Select(Account));

    public string People(IEnumerable<Guid> some) => List(some.Select(Person));

    public string List(IEnumerable<string> parts) => string.Join(IsChinese ? "、" : ", ", parts);

    private string Kind(PaymentKind kind)
    {
        var type = text["Type_" + kind.Type].Value;
        return kind.Type != Domain.Payments.PaymentType.Transfer ? type : text[kind.IsNewPayee ? "KindNew" : "KindKnown", type];
    }

    private string Time(TimeBand hours) => text["TimeBetween", Clock(hours.From), Clock(hours.To)];

    private string Money(long minor) => $"{Format.Amount(new Money(minor, currency))} {currency.Code}";

    private string Duration(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 && span.Days > 1 ? text["Days", span.Days]
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? text["Hours", (int)(span.Ticks / TimeSpan.TicksPerHour)]
        : text["Minutes", (int)(span.Ticks / TimeSpan.TicksPerMinute)];

    private string Entity(int id) => entities.GetValueOrDefault(id) ?? text["OutOfScope"];

    private string Account(int id) => accounts.GetValueOrDefault(id) ?? text["OutOfScope"];

    private string Person(Guid id) => people.GetValueOrDefault(id) ?? "?";

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string TailOf(string number) => number.Length > 4 ? "…" + number[^4..] : number;
}
