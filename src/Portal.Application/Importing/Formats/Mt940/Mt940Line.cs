using System.Globalization;
using System.Text.RegularExpressions;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>A <c>:61:</c> with the lines that belong to it; the amount waits for the statement's currency.</summary>
internal sealed partial record Mt940Line(
    int Line,
    DateOnly BookingDate,
    DateOnly ValueDate,
    bool IsIn,
    bool IsReversal,
    bool IsExpected,
    string Amount,
    string Type,
    string CustomerReference,
    string BankReference,
    IReadOnlyList<string> Lines
)
{
    public List<string> Details { get; } = [];

    /// <summary>Two-digit years below this are of this century; MT940 came in the 1980s.</summary>
    private const int Pivot = 80;

    public static Mt940Line Parse(Mt940Field field, List<FileProblem> warnings)
    {
        var match = Form().Match(field.Lines[0]);
        if (!match.Success)
            throw new UnreadableFileException(
                "entry_invalid",
                $"'{UnreadableFileException.Shorten(field.Lines[0])}' is not an entry.",
                field.Line,
                ":61:"
            );
        var value = Day(match.Groups["value"].Value, field, warnings);
        var booking = match.Groups["entry"].Value.Trim() is { Length: 4 } entry ? EntryDay(entry, value, field, warnings) : value;
        var mark = match.Groups["mark"].Value;
        var isReversal = mark[0] == 'R';
        // Reversal of a credit takes money out; reversal of a debit brings it back.
        var isCredit = mark[^1] == 'C';
        var (customer, bank) = References(match.Groups["reference"].Value);
        return new Mt940Line(
            field.Line,
            booking,
            value,
            isCredit != isReversal,
            isReversal,
            mark[0] == 'E',
            match.Groups["amount"].Value.Replace(" ", "", StringComparison.Ordinal),
            match.Groups["type"].Value.Trim(),
            customer,
            bank,
            field.Lines
        );
    }

    /// <summary><c>YYMMDD</c>. The 29th and 30th of February occur in value dates (30/360 interest) and mean the month's last day.</summary>
    public static DateOnly Day(string text, Mt940Field field, List<FileProblem> warnings)
    {
        var two = int.Parse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        return Day(two + (two < Pivot ? 2000 : 1900), text[2..], field, warnings);
    }

    private static DateOnly EntryDay(string text, DateOnly value, Mt940Field field, List<FileProblem> warnings)
    {
        const int halfAYear = 183;
        var day = Day(value.Year, text, field, warnings);
        var apart = day.DayNumber - value.DayNumber;
        // The entry date has no year: around New Year it is the neighbouring one.
        return apart > halfAYear ? Day(value.Year - 1, text, field, warnings)
            : apart < -halfAYear ? Day(value.Year + 1, text, field, warnings)
            : day;
    }

    private static DateOnly Day(int year, string monthAndDay, Mt940Field field, List<FileProblem> warnings)
    {
        var month = int.Parse(monthAndDay.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        var day = int.Parse(monthAndDay.AsSpan(2, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        if (month is < 1 or > 12 || day < 1)
            throw Invalid();
        var last = DateTime.DaysInMonth(year, month);
        if (day <= last)
            return new DateOnly(year, month, day);
        if (month != 2 || day > 30)
            throw Invalid();
        warnings.Add(new("date_month_end", $"{monthAndDay} is read as the month's last day.", field.Line, $":{field.Tag}:"));
        return new DateOnly(year, month, last);

        UnreadableFileException Invalid() => new("date_invalid", $"'{monthAndDay}' is not a month and day.", field.Line, $":{field.Tag}:");
    }

    private static (string Customer, string Bank) References(string text)
    {
        var at = text.IndexOf("//", StringComparison.Ordinal);
        var customer = (at < 0 ? text : text[..at]).Trim();
        var bank = at < 0 ? "" : text[(at + 2)..].Trim();
        return (Reference(customer), Reference(bank));
    }

    private static string Reference(string text) => text is "NONREF" or "NON REF" ? "" : text;

    [GeneratedRegex(
        @"^(?<value>\d{6})(?<entry>\d{4}|\s{4})?\s*(?<mark>RC|RD|EC|ED|C|D)(?<funds>[A-Z])?\s*(?<amount>\d[\d ]*(,\d*)?)\s*((?<type>[A-Z][A-Z0-9 ]{3})(?<reference>.*))?$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Form();
}
