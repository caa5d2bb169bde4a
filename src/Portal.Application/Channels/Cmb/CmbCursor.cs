using System.Text.Json;
using System.Text.Json.Serialization;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>Where a read goes on: the bank's own break point as it gave it.</summary>
/// <param name="From">First day of the question that the break point belongs to.</param>
/// <param name="QueryAccount">The bank's <c>queryAcctNbr</c>; empty unless a page is open.</param>
/// <param name="BreakPoint">The bank's <c>Y1</c>; null at the beginning.</param>
internal sealed record CmbCursor(DateOnly From, string QueryAccount, JsonElement? BreakPoint)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <returns>Null when it is none.</returns>
    public static CmbCursor? Read(string cursor)
    {
        try
        {
            return JsonSerializer.Deserialize<CmbCursor>(cursor, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Json);
}
