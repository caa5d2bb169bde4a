using System.Globalization;
using System.Runtime.InteropServices;

namespace FundPortal.Application.Payments.Files;

internal enum PayCellKind
{
    Empty,
    Text,
    Number,

    /// <summary>A number whose format shows a date.</summary>
    Date,
    Truth,
    Error,
    Formula,
}

/// <summary>A cell as the workbook stores it: nothing rounded, nothing guessed.</summary>
/// <param name="Column">From 0.</param>
/// <param name="Row">From 1, as a person counts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PayCell(PayCellKind Kind, string Value, int Column, int Row)
{
    /// <summary>As a person names it: <c>D7</c>.</summary>
    public string Name => NameOf(Column, Row);

    public static string NameOf(int column, int row)
    {
        var letters = "";
        for (var rest = column; rest >= 0; rest = (rest / 26) - 1)
            letters = (char)('A' + (rest % 26)) + letters;
        return letters + row.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads <c>AB12</c>.</summary>
    public static bool TryParse(string name, out int column, out int row)
    {
        (column, row) = (0, 0);
        var letters = 0;
        while (letters < name.Length && letters < 3 && char.IsAsciiLetterUpper(name[letters]))
            column = (column * 26) + name[letters++] - 'A' + 1;
        column--;
        return letters > 0
            && int.TryParse(name.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out row)
            && row is > 0 and <= MaxRow;
    }

    /// <summary>Excel's own limit.</summary>
    public const int MaxRow = 1_048_576;
}

/// <summary>What a sheet holds, and what on it a person would not see as it is.</summary>
/// <param name="Rows">Cells by row; rows without any are left out.</param>
/// <param name="HiddenRows">Numbers from 1.</param>
/// <param name="HiddenColumns">Numbers from 0.</param>
/// <param name="Merged">First cell of each merged range.</param>
internal sealed record PaySheet(
    string Name,
    bool IsHidden,
    IReadOnlyDictionary<int, Dictionary<int, PayCell>> Rows,
    IReadOnlySet<int> HiddenRows,
    IReadOnlySet<int> HiddenColumns,
    IReadOnlyList<PayCell> Merged
);
