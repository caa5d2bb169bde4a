using System.Text.Json;
using System.Text.Json.Serialization;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>
/// An import profile: how the columns of one kind of bill become entries. Data, not code: the built-in ones are JSON files under
/// <c>Profiles</c>.
/// </summary>
internal sealed record BillProfile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The format's name: <c>alipay-ledger</c>.</summary>
    public required string Format { get; init; }

    public required string Title { get; init; }

    /// <summary>What a person who maintains the profile should know: which rows are entries and why.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Columns that must be there; they recognise the header row.</summary>
    public required string[] Required { get; init; }

    public required BillColumns Columns { get; init; }

    /// <summary>ISO code where no column tells it.</summary>
    public string Currency { get; init; } = "CNY";

    /// <summary>The bank's words for currencies.</summary>
    public Dictionary<string, string> Currencies { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Words in the direction column for money in and money out.</summary>
    public string[] In { get; init; } = [];

    public string[] Out { get; init; } = [];

    /// <summary>True where the column of money out already carries minus signs.</summary>
    public bool OutIsSigned { get; init; }

    /// <summary>Where the direction column says neither: the first rule whose expression matches the row decides, else the row is left out with a warning.</summary>
    public NeutralRule[] Neutral { get; init; } = [];

    /// <summary>An expression over the lines before the header whose first group is the account.</summary>
    public string? AccountPattern { get; init; }

    /// <summary>An expression over the lines before the header whose first two groups are the period's first and last day.</summary>
    public string? PeriodPattern { get; init; }

    /// <summary>The bank's types that contain the word are of the kind; the first match wins.</summary>
    public KindRule[] Kinds { get; init; } = [];

    /// <summary>False for bills that list payments, not an account's booked entries.</summary>
    public bool IsFinal { get; init; } = true;

    public sealed record NeutralRule(string Matches, bool IsIn);

    public sealed record KindRule(string Contains, TransactionKind Kind);

    public static IReadOnlyList<BillProfile> BuiltIn { get; } = Load();

    public static BillProfile Parse(Stream json) =>
        JsonSerializer.Deserialize<BillProfile>(json, Json) ?? throw new JsonException("An import profile is empty.");

    private static BillProfile[] Load()
    {
        var assembly = typeof(BillProfile).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.Contains(".Importing.Formats.Profiles.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    return Parse(stream);
                }),
        ];
    }
}

/// <summary>For each part of an entry the names a column may have, best first; texts are joined.</summary>
internal sealed record BillColumns
{
    /// <summary>Date, or date and time.</summary>
    public required string[] At { get; init; }

    /// <summary>Time of day where it has a column of its own.</summary>
    public string[] Time { get; init; } = [];

    public string[] Id { get; init; } = [];

    /// <summary>Signed, or unsigned with <see cref="Direction"/>.</summary>
    public string[] Amount { get; init; } = [];

    public string[] In { get; init; } = [];

    public string[] Out { get; init; } = [];

    public string[] Direction { get; init; } = [];

    public string[] Balance { get; init; } = [];

    public string[] Currency { get; init; } = [];

    public string[] Account { get; init; } = [];

    public string[] Type { get; init; } = [];

    public string[] Counterparty { get; init; } = [];

    public string[] CounterpartyAccount { get; init; } = [];

    public string[] EndToEnd { get; init; } = [];

    public string[] Text { get; init; } = [];
}
