using System.Globalization;
using System.Text.RegularExpressions;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>How cells of Chinese bills are written: names, values, amounts, dates.</summary>
internal static partial class BillText
{
    private static readonly string[] Dates =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd",
        "yyyy/M/d H:mm:ss",
        "yyyy/M/d H:mm",
        "yyyy/M/d",
        "yyyyMMdd HH:mm:ss",
        "yyyyMMddHHmmss",
        "yyyyMMdd",
        "yyyy年M月d日 HH:mm:ss",
        "yyyy年M月d日",
        "yyyy-M-d H:mm:ss",
        "yyyy-M-d",
        "yyyy.M.d",
        "yyyy-MM-ddTHH:mm:ss",
    ];

    private static readonly string[] Times = ["HH:mm:ss", "HHmmss", "HH:mm"];

    /// <summary>A column's name without blanks, quotes and the difference between full-width and half-width brackets and signs.</summary>
    public static string Name(string cell) =>
        Value(cell)
            .Replace('（', '(')
            .Replace('）', ')')
            .Replace('＋', '+')
            .Replace('－', '-')
            .Replace('：', ':')
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace("\t", "", StringComparison.Ordinal)
            .Trim('*');

    /// <summary>Ids are protected from Excel by a leading quote, back-tick or a trailing tab.</summary>
    public static string Value(string cell) => cell.Trim(' ', '\t', '\r', '\n', '\uFEFF', '\u00A0', '\u3000').TrimStart('\'', '`').Trim();

    public static string Clean(string cell) => Value(cell) is var value && IsNothing(value) ? "" : value;

    private static bool IsNothing(string value) =>
        value is "/" or "无" or "null" || (value.Length > 0 && !value.AsSpan().ContainsAnyExcept('-'));

    /// <summary>True for what Excel makes of a long number when a file was opened and saved in it: its digits are gone.</summary>
    public static bool IsRounded(string value) => value.Contains('+', StringComparison.Ordinal) && Rounded().IsMatch(value);

    /// <summary>Signed minor units; an empty cell and dashes are 0. Null when the text is no amount.</summary>
    public static long? Amount(string cell, Currency currency, out bool isPrecise)
    {
        isPrecise = true;
        var text = Value(cell).Replace("￥", "", StringComparison.Ordinal).Replace("¥", "", StringComparison.Ordinal);
        text = text.Replace("元", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace('－', '-')
            .Replace('，', ',')
            .Replace('（', '(')
            .Replace('）', ')');
        // JD appends what was given back later; that has rows of its own.
        if (text.EndsWith(')'))
            text = Suffix().Replace(text, "");
        if (text.Length == 0 || IsNothing(text))
            return 0;
        var negative = false;
        if (text is ['(', .. var inner, ')'])
            (text, negative) = (inner, true);
        if (!Number().IsMatch(text) || (negative && !char.IsAsciiDigit(text[0])))
            return null;
        text = text.Replace(",", "", StringComparison.Ordinal);
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return null;
        if (!Money.TryFromDecimal(number, currency, out var money) || Math.Abs(money.Minor) > AmountText.MaxMinor)
        {
            isPrecise = false;
            return null;
        }
        return negative ? -money.Minor : money.Minor;
    }

    /// <summary>A date with or without time of day; also Excel's serial number.</summary>
    public static bool TryDate(string cell, out DateOnly day, out TimeOnly? time)
    {
        (day, time) = (default, null);
        var text = Blanks().Replace(Value(cell), " ");
        if (DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            day = DateOnly.FromDateTime(at);
            if (text.Length > 10 && text.Contains(':', StringComparison.Ordinal) || text.Length == 14)
                time = TimeOnly.FromDateTime(at);
            return true;
        }
        if (
            !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var serial)
            || serial is < FirstSerial or > LastSerial
        )
            return false;
        day = new DateOnly(1899, 12, 30).AddDays((int)serial);
        var seconds = (int)Math.Round((serial - Math.Truncate(serial)) * 86_400m);
        if (seconds is > 0 and < 86_400)
            time = TimeOnly.MinValue.Add(TimeSpan.FromSeconds(seconds));
        return true;
    }

    /// <summary>Written as a date: a bare number may count something.</summary>
    public static bool IsCalendarDate(string cell) => TryDate(cell, out _, out _) && Value(cell).AsSpan().ContainsAny("-/.年:");

    public static TimeOnly? Time(string cell) =>
        TimeOnly.TryParseExact(Value(cell), Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>Excel serials of 1990 and 2099: a number outside is no date.</summary>
    private const decimal FirstSerial = 32_874m;

    private const decimal LastSerial = 73_050m;

    [GeneratedRegex(@"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d(\.\d+)?[Ee]\+\d+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Rounded();

    [GeneratedRegex(@"\((已退款|已全额退款)[^)]*\)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
