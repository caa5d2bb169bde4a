using System.Globalization;
using FundPortal.Application.Channels;
using FundPortal.Domain;
using FundPortal.Domain.Channels;

namespace FundPortal.Web.Channels;

/// <summary>A channel's settings as they are typed. A secret field is empty until somebody types into it.</summary>
internal sealed class ChannelForm
{
    public Guid? Id { get; private init; }

    public int Version { get; private init; }

    public string Name { get; set; } = "";

    public ChannelKind Kind { get; set; }

    public string Address { get; set; } = "";

    public int ReadEvery { get; set; } = 60;

    public string SendFrom { get; set; } = "00:00";

    public string SendUntil { get; set; } = "00:00";

    public bool WorkingDays { get; set; }

    public int NotFoundAfter { get; set; } = Channel.MinNotFoundAfterSeconds;

    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public string Code { get; set; } = "";

    public static ChannelForm Of(ShowChannel.Details c)
    {
        var form = new ChannelForm
        {
            Id = c.Id,
            Version = c.Version,
            Name = c.Name,
            Kind = c.Kind,
            Address = c.Address,
            ReadEvery = c.ReadEverySeconds,
            SendFrom = Text(c.SendFrom),
            SendUntil = Text(c.SendUntil),
            WorkingDays = c.SendsOnWorkingDaysOnly,
            NotFoundAfter = c.NotFoundAfterSeconds,
        };
        foreach (var field in c.Settings.Where(f => !f.IsSecret))
            form.Values[field.Name] = field.Value ?? "";
        return form;
    }

    public Result<SaveChannel.Command> ToCommand(IReadOnlyList<ChannelField> fields)
    {
        if (!TryTime(SendFrom, out var from))
            return Refusal.Invalid("sendFrom", "time_format");
        if (!TryTime(SendUntil, out var until))
            return Refusal.Invalid("sendUntil", "time_format");
        var given = fields
            .Where(f => !f.IsSecret || Values.GetValueOrDefault(f.Name, "").Length > 0)
            .ToDictionary(f => f.Name, f => Values.GetValueOrDefault(f.Name, ""), StringComparer.Ordinal);
        return new SaveChannel.Command(Id, Name, Kind, Address, given, ReadEvery, from, until, WorkingDays, NotFoundAfter, Version, Code);
    }

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static bool TryTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
