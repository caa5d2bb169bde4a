using System.Text.RegularExpressions;
using System.Xml;

namespace FundPortal.Web.Tests;

/// <summary>Every word that a page shows stands in both languages.</summary>
public sealed partial class TextTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src");

    public static TheoryData<string> Neutral() =>
        [
            .. Directory
                .EnumerateFiles(Source, "*Text*.resx", SearchOption.AllDirectories)
                .Where(file => !IsBuilt(file) && !file.EndsWith(".en.resx", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(Source, file)),
        ];

    [Theory]
    [MemberData(nameof(Neutral))]
    public void Both_languages_have_the_same_keys_and_no_empty_text(string file)
    {
        var chinese = Read(Path.Combine(Source, file));
        var english = Read(Path.Combine(Source, Path.ChangeExtension(file, ".en.resx")));

        Assert.Empty(chinese.Keys.Except(english.Keys, StringComparer.Ordinal));
        Assert.Empty(english.Keys.Except(chinese.Keys, StringComparer.Ordinal));
        Assert.DoesNotContain(chinese.Concat(english), text => string.IsNullOrWhiteSpace(text.Value));
        // The same places to fill in both.
        Assert.All(chinese, text => Assert.Equal(Places(text.Value), Places(english[text.Key]), StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_that_a_page_names_exists()
    {
        var missing = new List<string>();
        foreach (
            var page in Directory
                .EnumerateFiles(Path.Combine(Source, "Portal.Web"), "*.razor", SearchOption.AllDirectories)
                .Where(file => !IsBuilt(file))
        )
        {
            var text = File.ReadAllText(page);
            var names = Localizer()
                .Matches(text)
                .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["type"].Value, StringComparer.Ordinal);
            if (text.Contains("@inherits PortalPage", StringComparison.Ordinal))
                names["C"] = "CommonText";
            foreach (Match use in Use().Matches(text))
            {
                if (!names.TryGetValue(use.Groups["name"].Value, out var type))
                    continue;
                var (key, isPrefix) = (use.Groups["key"].Value, use.Groups["more"].Value.Contains('+', StringComparison.Ordinal));
                var keys = Keys(type);
                if (isPrefix ? !keys.Any(k => k.StartsWith(key, StringComparison.Ordinal)) : !keys.Contains(key, StringComparer.Ordinal))
                    missing.Add($"{Path.GetFileName(page)}: {key} in {type}");
            }
        }
        Assert.Empty(missing);
    }

    /// <summary>A code that reaches a person without words would be a riddle.</summary>
    [Fact]
    public void Every_refusal_of_a_use_case_has_words()
    {
        var words = Keys("CommonText").Concat(Keys("IdentityText")).ToHashSet(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var file in Repository
                .Sources(".cs")
                .Where(file => !Repository.Name(file).StartsWith("src/Portal.Web/", StringComparison.Ordinal))
        )
        {
            var text = File.ReadAllText(file);
            used.UnionWith(
                InvalidField()
                    .Matches(text)
                    .SelectMany(match => new[] { "Field_" + match.Groups["field"].Value, "Invalid_" + match.Groups["reason"].Value })
            );
            used.UnionWith(OtherRefusal().Matches(text).Select(match => "Refusal_" + match.Groups["code"].Value));
        }
        // A wrong field is told by the field's name and the reason's words.
        used.Remove("Refusal_invalid");
        Assert.True(used.Count > 40, $"Only {used.Count} were found: the patterns no longer fit the sources.");
        Assert.Empty(used.Except(words, StringComparer.Ordinal));
    }

    [Fact]
    public void No_page_has_Chinese_words_of_its_own()
    {
        // The product's name is the same in every language.
        var found = Directory
            .EnumerateFiles(Path.Combine(Source, "Portal.Web"), "*.razor", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(file))
            .Where(file =>
                Chinese()
                    .IsMatch(
                        File.ReadAllText(file)
                            .Replace("资金门户", "", StringComparison.Ordinal)
                            .Replace(">资<", "", StringComparison.Ordinal)
                    )
            )
            .Select(Path.GetFileName);
        Assert.Empty(found);
    }

    private static Dictionary<string, string>.KeyCollection Keys(string type) =>
        Read(
            Directory
                .EnumerateFiles(Path.Combine(Source, "Portal.Web"), type + ".resx", SearchOption.AllDirectories)
                .Single(file => !IsBuilt(file))
        ).Keys;

    private static Dictionary<string, string> Read(string file)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = XmlReader.Create(file);
        while (reader.ReadToFollowing("data"))
        {
            var key = reader.GetAttribute("name")!;
            reader.ReadToDescendant("value");
            texts.Add(key, reader.ReadElementContentAsString());
        }
        return texts;
    }

    private static IEnumerable<string> Places(string text) =>
        Place().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static bool IsBuilt(string file) =>
        file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        || file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex(@"@inject IStringLocalizer<(?<type>\w+)> (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Localizer();

    [GeneratedRegex(
        @"\b(?<name>[A-Z])\[""(?<key>[A-Za-z0-9_.]+)""(?<more>\s*\+)?",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Use();

    [GeneratedRegex(
        @"Refusal\.Invalid\(\s*""(?<field>\w+)"",\s*""(?<reason>\w+)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex InvalidField();

    [GeneratedRegex(
        @"(new Refusal|Refusal \w+ = new|Refusal \w+\([^)]*\) => new)\(\s*""(?<code>\w+)""|""(?<code>import_\w+)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex OtherRefusal();

    [GeneratedRegex(@"\{\d", RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.NonBacktracking)]
    private static partial Regex Chinese();
}
