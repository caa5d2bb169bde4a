using System.Globalization;
using System.Resources;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FundPortal.Application.Notices;

/// <summary>A notice in words. They stand here and not with the pages, since an e-mail is written without a page.</summary>
public sealed class NoticeTexts
{
    /// <summary>Chinese stays readable in the database; the text is encoded where it is shown.</summary>
    internal static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ResourceManager Resources = new(typeof(NoticeTexts));

    private NoticeTexts() { }

    /// <param name="args">As stored: a JSON array of strings.</param>
    public static string Sentence(string kind, string args, CultureInfo culture) =>
        string.Format(culture, Word("Notice_" + kind, culture), [.. JsonSerializer.Deserialize<string[]>(args)!]);

    internal static string Word(string key, CultureInfo culture) =>
        Resources.GetString(key, culture) ?? throw new InvalidOperationException($"The notice text '{key}' is missing.");
}
