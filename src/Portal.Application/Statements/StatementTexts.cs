using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Statements;

/// <summary>The words printed on statement files, read once per language. A missing word is a bug and throws.</summary>
internal sealed class StatementTexts
{
    private static readonly ResourceManager Resources = new(typeof(StatementTexts));
    private static readonly StatementTexts Chinese = new(StatementLanguage.Chinese);
    private static readonly StatementTexts English = new(StatementLanguage.English);

    private readonly FrozenDictionary<string, TransactionKind> kindsByName;
    private readonly FrozenDictionary<TransactionKind, string> namesByKind;

    private StatementTexts(StatementLanguage language)
    {
        Language = language;
        Culture = CultureInfo.GetCultureInfo(language == StatementLanguage.English ? "en" : "zh-CN");
        namesByKind = Enum.GetValues<TransactionKind>().ToFrozenDictionary(kind => kind, kind => this["Kind_" + kind]);
        kindsByName = namesByKind.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }

    public static IReadOnlyList<StatementTexts> All { get; } = [Chinese, English];

    public StatementLanguage Language { get; }

    private CultureInfo Culture { get; }

    public string this[string key] =>
        Resources.GetString(key, Culture) ?? throw new InvalidOperationException($"The statement text '{key}' is missing.");

    public static StatementTexts In(StatementLanguage language) => language == StatementLanguage.English ? English : Chinese;

    public string NameOf(TransactionKind kind) => namesByKind[kind];

    public bool TryKind(string name, out TransactionKind kind) => kindsByName.TryGetValue(name, out kind);
}
