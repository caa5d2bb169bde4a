using System.Text.Json;
using System.Text.Json.Serialization;

namespace FundPortal.Application.Channels.Settlement;

/// <summary>Where a read goes on. Days are read one after the other, each from its newest row down to <paramref name="Since"/>.</summary>
/// <param name="Since">China time; older rows are stored already.</param>
/// <param name="Next">The API's own cursor while a day is being read.</param>
/// <param name="Begun">China time at which the day's first page was asked for: what is booked later comes with the next read.</param>
internal sealed record SettlementCursor(DateOnly Day, DateTime Since, string? Next = null, DateTime? Begun = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static SettlementCursor At(DateTime since) => new(DateOnly.FromDateTime(since), since);

    /// <returns>Null when it is none.</returns>
    public static SettlementCursor? Read(string cursor)
    {
        try
        {
            return JsonSerializer.Deserialize<SettlementCursor>(cursor, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Json);
}
