using System.Globalization;
using System.Runtime.InteropServices;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Statements.Files;

internal enum CellContent
{
    Empty,
    Text,
    Number,

    /// <summary>A field of a CSV file, whose kind is not told.</summary>
    Untyped,

    /// <summary>Formula, truth value, error: nothing the portal writes.</summary>
    Other,
}

/// <summary>A cell as a file holds it.</summary>
/// <param name="Style">Index of the cell format in the workbook, 0 in CSV.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RawCell(CellContent Content, string? Value, int Style)
{
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public bool IsEmpty => Content == CellContent.Empty;

    public bool TryText(out string text)
    {
        text = Value ?? "";
        return Content is CellContent.Empty or CellContent.Text or CellContent.Untyped;
    }

    public bool TryAmount(Currency currency, out long minor)
    {
        minor = 0;
        switch (Content)
        {
            case CellContent.Number when TryNumber(out var number) && Money.TryFromDecimal(number, currency, out var money):
                minor = money.Minor;
                return !StatementLayout.IsLong(minor);
            case CellContent.Text
            or CellContent.Untyped
                when decimal.TryParse(Value, PlainNumber & ~NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var exact)
                    && Money.TryFromDecimal(exact, currency, out var money)
                    && money.ToPlainText().Equals(Value, StringComparison.Ordinal):
                minor = money.Minor;
                return Content == CellContent.Untyped || StatementLayout.IsLong(minor);
            default:
                return false;
        }
    }

    public bool TryDate(out DateOnly day)
    {
        if (Content != CellContent.Number)
            return DateOnly.TryParseExact(Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
        var isDay = TryNumber(out var number) && number == decimal.Truncate(number) && number is >= 61 and <= 2_958_465;
        day = isDay ? XlsxSheetSink.Epoch.AddDays((int)number) : default;
        return isDay;
    }

    public bool TryTime(out TimeOnly time)
    {
        if (Content != CellContent.Number)
            return TimeOnly.TryParseExact(Value, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
        time = default;
        if (!TryNumber(out var number) || number is < 0 or >= 1)
            return false;
        var seconds = number * 86_400;
        var whole = decimal.Round(seconds);
        if (Math.Abs(seconds - whole) > 0.001m || whole >= 86_400)
            return false;
        time = new TimeOnly((long)whole * TimeSpan.TicksPerSecond);
        return true;
    }

    public bool TryCount(out long count)
    {
        if (Content == CellContent.Untyped)
            return long.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count);
        count = 0;
        var isCount =
            Content == CellContent.Number && TryNumber(out var number) && number == decimal.Truncate(number) && Math.Abs(number) < 1e15m;
        if (isCount)
            count = (long)decimal.Parse(Value!, PlainNumber, CultureInfo.InvariantCulture);
        return isCount;
    }

    /// <summary>Spreadsheets store binary fractions and may write 17 digits (1234.5599999999999); 15 are what they promise and show.</summary>
    private bool TryNumber(out decimal number)
    {
        if (!decimal.TryParse(Value, PlainNumber, CultureInfo.InvariantCulture, out number))
            return false;
        if (number == 0)
            return true;
        var digits = 0;
        for (var rest = decimal.Truncate(Math.Abs(number)); rest >= 1; rest = decimal.Truncate(rest / 10))
            digits++;
        number = decimal.Round(number, Math.Clamp(15 - digits, 0, 15));
        return true;
    }
}
