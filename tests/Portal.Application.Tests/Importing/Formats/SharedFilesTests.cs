using System.Globalization;
using System.Text.RegularExpressions;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Importing.Formats;

/// <summary>Every real file of the shared folder, where it exists: read, or listed here with the reason why not.</summary>
public sealed class SharedFilesTests
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

    /// <summary>Files whose own figures do not add up, and why; each other file that states both balances must.</summary>
    private static readonly Dictionary<string, string> NotBalanced = new(StringComparer.Ordinal)
    {
        ["betterplace/sepa_snippet.sta"] = "a snippet: the second statement is cut",
        ["jejik/abnamro.sta"] = "redacted",
        ["jejik/ing.sta"] = "redacted",
        ["jejik/knab.sta"] = "redacted: 4,500 between the second statement's balances",
        ["jejik/postfinance.sta"] = "redacted: 0.20 missing on the second page",
        ["jejik/rabobank.sta"] = "redacted",
        ["jejik/triodos.sta"] = "redacted",
        ["camt053.v2.all-balance-types.xml"] = "made-up balances, one of each kind",
        ["camt053.v2.five.decimals.xml"] = "18.15 + 8.85 is 27.00, the file says 27.05",
        ["camt.053_P_CH2909000000250094239_1110092698_0_2020112503071366.xml"] =
            "the bank's sample books 1,537.00 of the next value date that its closing balance does not hold",
        ["example-cmb-records.csv"] = "rows of an example, not of one account",
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
    public void Mt940_agrees_with_the_expectations_beside_the_files(string file)
    {
        Assert.SkipWhen(file.Length == 0, "The folder of real bank files is not here.");
        var expectation = Path.ChangeExtension(Path.Combine(SharedData.Folder!, file), ".yml");
        if (!file.EndsWith(".sta", StringComparison.Ordinal) || !File.Exists(expectation) || Read(file)[0].Errors.Count > 0)
            return;

        var statements = Read(file)[0].Statements;
        var text = File.ReadAllText(expectation);
        var at = text.IndexOf("\ntransactions:", StringComparison.Ordinal);
        var expected =
            at < 0 ? [] : text[at..].Split("mt940.models.Transaction\n", StringSplitOptions.None)[1..].Select(Expected.Of).ToArray();
        Assert.Equal(expected, statements.SelectMany(statement => statement.Entries.Select(entry => Expected.Of(statement, entry))));

        foreach (var (name, isOpening) in (ReadOnlySpan<(string, bool)>)[("final_opening_balance", true), ("final_closing_balance", false)])
        {
            var balance = Regex.Match(
                text,
                $"\n  {name}: [^\n]*\n    amount: [^\n]*\n      amount: [^\n]*\n      - '(?<amount>[-0-9.]+)'",
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            );
            if (!balance.Success)
                continue;
            var amount = decimal.Parse(balance.Groups["amount"].Value, CultureInfo.InvariantCulture);
            Assert.Contains(
                statements,
                s =>
                    (isOpening ? s.OpeningMinor : s.ClosingMinor) is { } minor
                    && new Money(minor, Currency.Of(s.CurrencyCode)).ToDecimal() == amount
            );
        }
    }

    /// <summary>What the dumps beside the files say of an entry.</summary>
    /// <param name="Amount">The library behind the dumps does not turn reversals round; the statements' own balances prove that they must be.</param>
    private sealed record Expected(decimal Amount, string Type, DateOnly Value, DateOnly Booking, string Reference)
    {
        public static Expected Of(string block)
        {
            var value = Day(block, "date") ?? throw new FormatException("No date in an expectation.");
            var reference = Field(block, @"\n    bank_reference: '?(?<value>[^'\n]*)");
            return new(
                decimal.Parse(Field(block, @"\n      amount: [^\n]*\n      - '(?<value>[-0-9.]+)'"), CultureInfo.InvariantCulture),
                Field(block, @"\n    id: '?(?<value>[^'\n]*)"),
                value,
                Day(block, "guessed_entry_date") ?? value,
                reference is "null" or "NONREF" ? "" : reference
            );
        }

        public static Expected Of(ParsedStatement statement, ParsedEntry entry) =>
            new(
                new Money(entry.IsReversal ? -entry.AmountMinor : entry.AmountMinor, Currency.Of(statement.CurrencyCode)).ToDecimal(),
                entry.BankType,
                entry.ValueDate!.Value,
                entry.BookingDate,
                entry.Id
            );

        /// <summary>Two bytes of the year, one of the month, one of the day, as base 64.</summary>
        private static DateOnly? Day(string block, string name)
        {
            var text = Field(block, $@"\n    {name}: [^\n]*\n    - !!binary \|\n      (?<value>[A-Za-z0-9+/=]+)");
            return text.Length == 0 || Convert.FromBase64String(text) is not { } bytes
                ? null
                : new DateOnly((bytes[0] << 8) | bytes[1], bytes[2], bytes[3]);
        }

        private static string Field(string block, string expression) =>
            Regex.Match(block, expression, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_adds_up_unless_listed(string file)
    {
        Assert.SkipWhen(file.Length == 0, "The folder of real bank files is not here.");
        var differences = Read(file)[0].Statements.Select(statement => statement.DifferenceMinor).ToArray();
        if (NotBalanced.Keys.Any(end => file.EndsWith(end, StringComparison.Ordinal)))
            Assert.Contains(differences, difference => difference is not (null or 0));
        else
            Assert.All(differences, difference => Assert.True(difference is null or 0, $"differs by {difference}"));
    }

    private static IReadOnlyList<ParsedFile> Read(string file) =>
        FileReader.Read(File.ReadAllBytes(Path.Combine(SharedData.Folder!, file)), file);
}
