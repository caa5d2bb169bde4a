using System.Globalization;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Transactions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace FundPortal.Web.Transactions;

/// <summary>The filter in the address, so that a link shows the same list. What is not understood is left out.</summary>
internal static class FilterAddress
{
    public static TransactionFilter Read(string? queryString)
    {
        var query = QueryHelpers.ParseQuery(queryString);
        string? One(string name) =>
            query.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } value ? value : null;
        return new TransactionFilter
        {
            Accounts =
            [
                .. Many(query, "account").Select(text => Guid.TryParse(text, out var id) ? id : (Guid?)null).OfType<Guid>().Distinct(),
            ],
            Entity = Guid.TryParse(One("entity"), out var entity) ? entity : null,
            From = Day(One("from")),
            To = Day(One("to")),
            Kinds =
            [
                .. Many(query, "kind")
                    .Select(text =>
                        Enum.TryParse<TransactionKind>(text, out var kind) && Enum.IsDefined(kind) ? kind : (TransactionKind?)null
                    )
                    .OfType<TransactionKind>()
                    .Distinct(),
            ],
            Direction =
                Enum.TryParse<Direction>(One("direction"), ignoreCase: true, out var direction) && Enum.IsDefined(direction)
                    ? direction
                    : null,
            AmountFrom = One("min"),
            AmountTo = One("max"),
            Text = One("q"),
        };
    }

    /// <returns>Without the question mark; empty for the filter that lets everything through.</returns>
    public static string Write(TransactionFilter filter)
    {
        var parts = new List<KeyValuePair<string, string?>>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                parts.Add(new(name, value.Trim()));
        }
        foreach (var account in filter.Accounts)
            Add("account", account.ToString("D"));
        Add("entity", filter.Entity?.ToString("D"));
        Add("from", filter.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Add("to", filter.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        foreach (var kind in filter.Kinds)
            Add("kind", kind.ToString());
        Add("direction", filter.Direction?.ToString().ToLowerInvariant());
        Add("min", filter.AmountFrom);
        Add("max", filter.AmountTo);
        Add("q", filter.Text);
        return QueryString.Create(parts).Value?.TrimStart('?') ?? "";
    }

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static StringValues Many(Dictionary<string, StringValues> query, string name) => query.GetValueOrDefault(name);
}
