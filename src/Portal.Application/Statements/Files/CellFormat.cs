using System.Text;

namespace FundPortal.Application.Statements.Files;

/// <summary>How a cell looks; what it holds is said by the call that prints it.</summary>
internal enum CellLook
{
    Body,
    Title,
    Label,
    Value,
    Head,
    Total,
    Difference,

    /// <summary>The last one: tables by look are of this length.</summary>
    Note,
}

internal enum CellKind
{
    Text,
    Amount,

    /// <summary>An amount of more than 15 digits, held as text.</summary>
    LongAmount,
    Date,
    Time,

    /// <summary>The last one: tables by kind are of this length.</summary>
    Count,
}

/// <summary>The number formats of statement sheets. The verifier wants them back, since a format can show another number than the cell holds.</summary>
internal static class CellFormat
{
    public const string Text = "@";
    public const string Date = "yyyy-mm-dd";
    public const string Time = "hh:mm:ss";
    public const string Count = "0";

    /// <summary>
    /// Grouped, the currency's decimals, negative in red with a minus sign. The first section has no colour: some readers take the d of
    /// <c>[Red]</c> for a date.
    /// </summary>
    public static string Amount(int exponent)
    {
        var number = exponent == 0 ? "#,##0" : "#,##0." + new string('0', exponent);
        return $"{number};[Red]-{number}";
    }

    public static string Of(CellKind kind, int exponent) =>
        kind switch
        {
            CellKind.Amount => Amount(exponent),
            CellKind.Date => Date,
            CellKind.Time => Time,
            CellKind.Count => Count,
            _ => Text,
        };

    /// <summary>True when both formats show the same: spreadsheet programs differ in case and in escaping signs.</summary>
    public static bool Same(string actual, string expected) =>
        Normal(actual).Equals(Normal(expected), StringComparison.OrdinalIgnoreCase)
        // Text shows as it is in a general cell too.
        || (expected.Equals(Text, StringComparison.Ordinal) && actual.Equals("General", StringComparison.OrdinalIgnoreCase));

    private static string Normal(string format)
    {
        var normal = new StringBuilder(format.Length);
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] == '\\' && i + 1 < format.Length && format[i + 1] is '-')
                continue;
            if (format[i] == '"' && i + 2 < format.Length && format[i + 1] == '-' && format[i + 2] == '"')
            {
                normal.Append('-');
                i += 2;
                continue;
            }
            normal.Append(format[i]);
        }
        return normal.ToString();
    }
}
