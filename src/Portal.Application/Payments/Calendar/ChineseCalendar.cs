using System.Text.Json;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Calendar;

/// <summary>The holidays in <c>china.json</c>, each year with the notice it was taken from. A new notice is a new entry there.</summary>
internal static class ChineseCalendar
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static IReadOnlyList<HolidayYear> Announced()
    {
        using var stream = typeof(ChineseCalendar).Assembly.GetManifestResourceStream(typeof(ChineseCalendar), "china.json")!;
        return JsonSerializer.Deserialize<HolidayYear[]>(stream, Strict)!;
    }

    public static WorkingDays Load() => new(Announced());
}
