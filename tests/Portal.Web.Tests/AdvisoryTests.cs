using System.Text.Json;

namespace FundPortal.Web.Tests;

/// <summary>
/// Row J7: no package in any lock file stands in build/advisories.json. The list is ours because a package source may have no index of
/// vulnerabilities and then calls everything safe.
/// </summary>
public sealed class AdvisoryTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void J7_no_locked_package_has_a_known_advisory()
    {
        var locks = Directory
            .EnumerateFiles(Repository.Root, "packages.lock.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToArray();
        Assert.True(locks.Length >= 3, "The lock files were not found.");
        var found = locks.SelectMany(file =>
            Findings(File.ReadAllText(file)).Select(finding => $"{Path.GetRelativePath(Repository.Root, file)}: {finding}")
        );
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("System.Drawing.Common", "4.7.0", true)]
    [InlineData("system.drawing.common", "5.0.2", true)]
    [InlineData("System.Drawing.Common", "4.7.2", false)]
    [InlineData("System.Drawing.Common", "10.0.14", false)]
    [InlineData("Newtonsoft.Json", "9.0.1", true)]
    [InlineData("Newtonsoft.Json", "13.0.1-beta1", true)]
    [InlineData("Newtonsoft.Json", "13.0.4", false)]
    public void J7_the_check_finds_a_bad_package_and_passes_a_mended_one(string package, string version, bool isBad)
    {
        var made = $$$"""{"version":2,"dependencies":{"net10.0":{"{{{package}}}":{"type":"Transitive","resolved":"{{{version}}}"} } } }""";
        Assert.Equal(isBad, Findings(made).Any());
    }

    private static IEnumerable<string> Findings(string lockFile)
    {
        var advisories = JsonSerializer.Deserialize<Advisory[]>(
            File.ReadAllText(Path.Combine(Repository.Root, "build", "advisories.json")),
            Json
        )!;
        using var parsed = JsonDocument.Parse(lockFile);
        foreach (var framework in parsed.RootElement.GetProperty("dependencies").EnumerateObject().ToArray())
        foreach (var package in framework.Value.EnumerateObject())
        {
            if (!package.Value.TryGetProperty("resolved", out var resolved))
                continue;
            foreach (var advisory in advisories.Where(a => a.Covers(package.Name, resolved.GetString()!)))
                yield return $"{package.Name} {resolved} ({advisory.Id})";
        }
    }

    /// <summary>A package is bad from <paramref name="From"/> on, until the version in which it was mended.</summary>
    private sealed record Advisory(
        string Package,
        string? From,
        string Below,
        [property: System.Text.Json.Serialization.JsonPropertyName("advisory")] string Id
    )
    {
        public bool Covers(string name, string version) =>
            string.Equals(name, Package, StringComparison.OrdinalIgnoreCase)
            && Parse(version).Core >= Parse(From ?? "0.0").Core
            && (Parse(version).Core < Parse(Below).Core || (Parse(version).Core == Parse(Below).Core && Parse(version).IsPreview));

        private static (Version Core, bool IsPreview) Parse(string text)
        {
            var parts = text.Split('-', 2);
            var numbers = parts[0].Split('.').Concat(["0", "0", "0"]).Take(4);
            return (Version.Parse(string.Join('.', numbers)), parts.Length > 1);
        }
    }
}
