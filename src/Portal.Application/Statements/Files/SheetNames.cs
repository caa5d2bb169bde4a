using System.Globalization;

namespace FundPortal.Application.Statements.Files;

/// <summary>Sheet names as Excel wants them: at most 31 units, without <c>: \ / ? * [ ]</c>, no apostrophe at the ends, unique whatever the case.</summary>
internal sealed class SheetNames
{
    private const int MaxLength = 31;
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { "History" };

    /// <param name="part">1 for the first sheet of that name, 2 for the next: <c>name (2)</c>.</param>
    public string Take(string wanted, int part)
    {
        var tail = part == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({part})");
        var clean = string.Concat(wanted.Select(c => c is ':' or '\\' or '/' or '?' or '*' or '[' or ']' || char.IsControl(c) ? '_' : c))
            .Trim('\'', ' ');
        var name = Fit(clean.Length == 0 ? "_" : clean, tail);
        for (var again = 2; !taken.Add(name); again++)
            name = Fit(clean, string.Create(CultureInfo.InvariantCulture, $"~{again}{tail}"));
        return name;
    }

    private static string Fit(string text, string tail)
    {
        var room = MaxLength - tail.Length;
        if (text.Length > room)
            text = text[..(char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)].TrimEnd('\'', ' ');
        return text + tail;
    }
}
