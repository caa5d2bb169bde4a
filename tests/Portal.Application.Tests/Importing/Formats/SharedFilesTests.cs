using System.Globalization;
using System.Text.RegularExpressions;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Importing.Formats;

/// <summary>Every real file of the shared folder, where it exists: read, or listed here with the reason why not.</summary>
public sealed partial class SharedFilesTests
{
    /// <summary>Ends of paths, and why such a file is not read.</summary>
    private static readonly Dictionary<string, string> NotRead = new(StringComparer.Ordinal)
    {
        ["LICENSE"] = "a licence text",
        [".yml"] = "the expectation beside an MT940 file",
        [".xsd"] = "a schema",
        [".asc"] = "the Berka research tables, data for load tests and no bank file",
        ["README.md"] = "the folder's description",
        ["camt053.v2.wrong.xml"] = "holds no statement on purpose",
        ["currency_in_25.sta"] = "one field, no statement",
        ["empty_86.sta"] = "one field, no statement",
        ["empty_entry_date.sta"] = "an entry without a balance, so without a currency",
        ["empty_line.sta"] = "one field, no statement",
        ["account_identification_iban.sta"] = "one field, no statement",
        ["account_identification_legacy.sta"] = "one field, no statement",
        ["available_balance.sta"] = "an available balance alone, no statement",
        ["reference.sta"] = "one field, no statement",
        ["statement_details.sta"] = "an entry without a balance, so without a currency",
        ["statement_line.sta"] = "an entry without a balance, so without a currency",
        ["statement_number.sta"] = "one field, no statement",
        ["sepa_snippet_broken.sta"] = "broken on purpose: an account field between the entries",
    };

    private static readonly string[] OtherFormats = ["/pain/", "/xsd/"];

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        if (SharedData.Folder is { } folder)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                data.Add(Path.GetRelativePath(folder, file));
        }
        else
        {
            data.Add("");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_shared_file_is_read_or_refused_for_a_listed_reason(string file)
    {
        Assert.SkipWhen(file.Length == 0, "The folder of real bank files is not here.");
        var parsed = Assert.Single(Read(file));

        var isOther = Array.Exists(OtherFormats, folder => ("/" + file).Contains(folder, StringComparison.Ordinal));
        if (isOther || NotRead.Keys.Any(end => file.EndsWith(end, StringComparison.Ordinal)))
        {
            var problem = Assert.Single(parsed.Errors);
            Assert.NotEmpty(problem.Message);
        }
        else
        {
            Assert.Empty(parsed.Errors);
            Assert.NotEmpty(parsed.Statements);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Mt940_amounts_agree_with_the_expectations_beside_the_files(string file)
    {
        Assert.SkipWhen(file.Length == 0, "The folder of real bank files is not here.");
        var expectation = Path.ChangeExtension(Path.Combine(SharedData.Folder!, file), ".yml");
        if (!file.EndsWith(".sta", StringComparison.Ordinal) || !File.Exists(expectation) || Read(file)[0].Errors.Count > 0)
            return;

        var entries = Read(file)[0].Statements.SelectMany(statement => statement.Entries.Select(entry => (statement, entry))).ToArray();
        var text = File.ReadAllText(expectation);
        var at = text.IndexOf("\ntransactions:", StringComparison.Ordinal);
        var expected =
            at < 0
                ? []
                : ExpectedAmount()
                    .Matches(text, at)
                    .Select(match => decimal.Parse(match.Groups["amount"].Value, CultureInfo.InvariantCulture))
                    .ToArray();

        // The library behind the expectations does not turn reversals round; the statements' own balances prove that they must be.
        var read = entries
            .Select(row =>
                new Money(
                    row.entry.IsReversal ? -row.entry.AmountMinor : row.entry.AmountMinor,
                    Currency.Of(row.statement.CurrencyCode)
                ).ToDecimal()
            )
            .ToArray();
        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("mt940/betterplace/sepa_mt9401.sta")]
    [InlineData("mt940/ASNB/mt940.txt")]
    [InlineData("mt940/ASNB/mt940_with_spaces_for_entry_date.txt")]
    [InlineData("mt940/citi/mt940.txt")]
    [InlineData("mt940/cmxl/mt940.sta")]
    [InlineData("mt940/jejik/generic.sta")]
    [InlineData("mt940/jejik/rabobank-iban.sta")]
    [InlineData("bills/boc/debit/example-boc-records.csv")]
    public void Files_that_are_not_redacted_add_up(string file)
    {
        Assert.SkipWhen(SharedData.Folder is null, "The folder of real bank files is not here.");
        Assert.All(Read(file)[0].Statements, statement => Assert.Equal(0, statement.DifferenceMinor));
    }

    private static IReadOnlyList<ParsedFile> Read(string file) =>
        FileReader.Read(File.ReadAllBytes(Path.Combine(SharedData.Folder!, file)), file);

    [GeneratedRegex(
        @"\n    amount: [^\n]*\n      amount: [^\n]*\n      - '(?<amount>[-0-9.]+)'",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex ExpectedAmount();
}
