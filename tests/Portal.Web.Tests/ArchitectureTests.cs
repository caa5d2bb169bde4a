using System.Reflection;
using System.Text.RegularExpressions;
using FundPortal.Application;
using FundPortal.Domain;
using FundPortal.Web.Host;
using NetArchTest.Rules;

namespace FundPortal.Web.Tests;

/// <summary>What the house looks like, so that it stays so: directions, names, and what nobody uses.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Domain = typeof(Refusal).Assembly;
    private static readonly Assembly Application = typeof(PortalServices).Assembly;
    private static readonly Assembly Web = typeof(PortalProgram).Assembly;

    /// <summary>Feature folders, the same in every project; beside them each project has its few folders that are no feature.</summary>
    private static readonly string[] Features =
    [
        "Accounts",
        "Transactions",
        "Statements",
        "Importing",
        "Payees",
        "Payments",
        "Approvals",
        "Notices",
        "Channels",
        "OpenApi",
        "Audit",
        "Identity",
    ];

    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["Portal.Domain"] = ["Amounts"],
        ["Portal.Application"] = ["Data", "Demo"],
        ["Portal.Web"] = ["Host", "CommandLine", "Layout", "Dashboard", "Components", "Properties", "wwwroot"],
    };

    [Fact]
    public void Web_uses_Application_uses_Domain_and_nothing_points_back()
    {
        Assert.DoesNotContain(References(Domain), IsOurs);
        Assert.All(References(Application).Where(IsOurs), name => Assert.True(name is "Portal.Domain", name));
        Assert.All(References(Web).Where(IsOurs), name => Assert.True(name is "Portal.Application" or "Portal.Domain", name));
    }

    [Fact]
    public void Domain_has_no_packages()
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "src", "Portal.Domain", "Portal.Domain.csproj"));
        Assert.DoesNotContain("PackageReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("FrameworkReference", project, StringComparison.Ordinal);
        Assert.All(References(Domain), name => Assert.StartsWith("System", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Web_knows_no_database()
    {
        var result = Types
            .InAssembly(Web)
            .ShouldNot()
            .HaveDependencyOnAny("Microsoft.EntityFrameworkCore", "Microsoft.Data", "FundPortal.Application.Data.PortalDbContext")
            .GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Theory]
    [InlineData("Portal.Domain")]
    [InlineData("Portal.Application")]
    [InlineData("Portal.Web")]
    public void Feature_folders_have_the_same_names_everywhere(string project)
    {
        var allowed = Features.Concat(Others[project]).Append("bin").Append("obj").ToHashSet(StringComparer.Ordinal);
        var found = Directory.GetDirectories(Path.Combine(Repository.Root, "src", project)).Select(Path.GetFileName);
        Assert.All(found, folder => Assert.True(allowed.Contains(folder!), $"{project}/{folder} is neither a feature nor a known folder."));
    }

    /// <summary>Each: what, how it looks, and in which files (or parts of their paths) it may stand.</summary>
    public static TheoryData<string, string, string[]> Banned =>
        new()
        {
            // Keys are XML that Data Protection made.
            { "quadratic XML", @"\b(XDocument|XmlDocument|XElement\s*\.\s*(Load|Parse))\b", ["src/Portal.Application/Data/KeyRows.cs"] },
            {
                "changes that pass by audit, version and queue",
                @"\bExecute(Update|Delete)(Async)?\s*\(",
                [
                    "src/Portal.Application/Audit/AuditAppender.cs",
                    // Counts and lines of the call log, which nobody changes by hand.
                    "src/Portal.Application/OpenApi/Calls/ApiUsage.cs",
                    "src/Portal.Application/OpenApi/Calls/PruneApiCalls.cs",
                    // Used signatures whose time is over.
                    "src/Portal.Application/OpenApi/Windows/AheadWindow.cs",
                    "src/Portal.Application/Identity/RecoveryCodes.cs",
                    "src/Portal.Application/Identity/SessionWatch.cs",
                    "src/Portal.Application/Identity/TotpVerifier.cs",
                    "src/Portal.Application/Identity/TryCounter.cs",
                    // The outbox's claims: of several nodes one must win, and nothing of a person's is changed.
                    "src/Portal.Application/Notices/SendOutbox.cs",
                    // Webhooks: likewise, and any number of deliveries may wait for a subscription that ends.
                    "src/Portal.Application/OpenApi/Webhooks/DeliverWebhooks.cs",
                    "src/Portal.Application/OpenApi/Webhooks/EndWebhook.cs",
                    "src/Portal.Application/OpenApi/Webhooks/PruneWebhooks.cs",
                    "src/Portal.Application/Transactions/DailyTotalsKeeper.cs",
                    // The search's lists, which follow from the rows.
                    "src/Portal.Application/Transactions/SearchIndex.cs",
                    "src/Portal.Application/Transactions/TransactionStore.cs",
                ]
            },
            // What opens a door is compared with FixedTimeEquals. Hashes of what is no secret may stop at the first difference.
            {
                "a comparison whose time tells where two secrets differ",
                @"\bSequenceEqual\b|\b(Equals|CompareOrdinal)\s*\([^)]*(?<!"")\b(sign|signature|secret)\b(?!"")",
                [
                    "src/Portal.Domain/",
                    "src/Portal.Application/Approvals/",
                    "src/Portal.Application/Audit/",
                    "src/Portal.Application/Importing/",
                    "src/Portal.Application/Payments/Sending/",
                    "src/Portal.Application/Statements/",
                    // A bank to try things with, which has no secrets.
                    "src/Portal.SandboxBank/",
                ]
            },
            { "markup from data", @"\b(MarkupString|AddMarkupContent)\b", [] },
            { "the machine's clock", @"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b", [] },
            // Workbooks store every number as a double and measure columns with them; charts draw with them.
            {
                "floating point",
                @"(?<![\w.])(float|double)(?![\w.])",
                [
                    "src/Portal.Application/Importing/Formats/Bills/WorkbookRows.cs",
                    "src/Portal.Application/Statements/Files/XlsxTemplate.cs",
                    "Chart",
                ]
            },
            { "antiforgery switched off", @"\bDisableAntiforgery\b", ["src/Portal.Web/Host/Problems.cs"] },
            { "values of people in the database's log", @"\bEnableSensitiveDataLogging\b", [] },
            {
                "raw SQL outside Data",
                @"\b(FromSqlRaw|ExecuteSqlRaw(Async)?|SqlQueryRaw)\b",
                [
                    "src/Portal.Application/Data/SqliteCache.cs",
                    "src/Portal.Application/Payments/Sending/SendingLock.cs",
                    "src/Portal.Application/Transactions/TransactionStore.cs",
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Banned))]
    public void Nobody_uses(string what, string pattern, string[] allowed)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        var found = Repository
            .Sources(".cs", ".razor")
            .Where(file => !Array.Exists(allowed, part => Repository.Name(file).Contains(part, StringComparison.Ordinal)))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (File: file, Line: line, Number: index + 1)))
            .Where(l => regex.IsMatch(Comment().Replace(l.Line, "")))
            .Select(l => $"{Repository.Name(l.File)}:{l.Number}: {l.Line.Trim()}")
            .ToArray();
        Assert.True(found.Length == 0, $"{what}:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void No_path_of_a_developers_machine_stands_in_the_source()
    {
        var found = Repository
            .Sources(".cs", ".razor", ".json")
            .Where(file => MachinePath().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Name);
        Assert.Empty(found);
    }

    [Fact]
    public void Files_stay_small_enough_to_be_read_at_once()
    {
        const int Limit = 400;
        var large = Repository.Sources(".cs", ".razor").Where(file => File.ReadLines(file).Count() > Limit).Select(Repository.Name);
        Assert.Empty(large);
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name!);

    private static bool IsOurs(string name) => name.StartsWith("Portal.", StringComparison.Ordinal);

    [GeneratedRegex(@"//.*$|@\*.*?\*@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.])(/home/|/Users/|[A-Z]:\\\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MachinePath();
}
