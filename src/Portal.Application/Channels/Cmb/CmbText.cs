using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>Reads the texts of which the dialect's rows consist; a value in another form is nothing.</summary>
internal static class CmbText
{
    /// <returns>Without trailing blanks; null when there is no such text.</returns>
    public static string? Of(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!.TrimEnd()
            : null;

    public static bool Is(JsonElement row, string name, string? value) => string.Equals(Of(row, name), value, StringComparison.Ordinal);

    public static IReadOnlyList<JsonElement>? Rows(JsonElement? body, string name) =>
        body is { } found
        && found.TryGetProperty(name, out var rows)
        && rows.ValueKind == JsonValueKind.Array
        && rows.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object)
            ? [.. rows.EnumerateArray()]
            : null;

    public static DateOnly? Day(JsonElement row, string name) =>
        DateOnly.TryParseExact(Of(row, name), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static TimeOnly? Time(JsonElement row, string name) =>
        TimeOnly.TryParseExact(Of(row, name), "HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <returns>Signed minor units; null when it is no plain number with the currency's decimals, or too large.</returns>
    public static long? Minor(JsonElement row, string name, Currency currency) => ExactAmount.Minor(Of(row, name), currency);

    /// <summary>An amount as the dialect writes it: two decimals, a point.</summary>
    public static string Amount(long minor) =>
        string.Create(CultureInfo.InvariantCulture, $"{(minor < 0 ? "-" : "")}{Math.Abs(minor) / 100}.{Math.Abs(minor) % 100:00}");

    public static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
