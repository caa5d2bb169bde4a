using System.Globalization;
using System.Runtime.InteropServices;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

/// <summary>A place in the order (BookedAt desc, Id desc); as text it stands in addresses: <c>1772416800000.123</c>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TransactionCursor(DateTime BookedAt, long Id)
{
    public static TransactionCursor Of(BankTransaction row) => new(row.BookedAt, row.Id);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{new DateTimeOffset(BookedAt, TimeSpan.Zero).ToUnixTimeMilliseconds()}.{Id}");

    public static bool TryParse(string text, out TransactionCursor cursor)
    {
        cursor = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (
            dot < 0
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            || !long.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        )
        {
            return false;
        }
        cursor = new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime, id);
        return true;
    }

    /// <summary>Rows older than the cursor. The first comparison alone bounds the index; the second decides among equal times.</summary>
    public IQueryable<BankTransaction> After(IQueryable<BankTransaction> rows)
    {
        var (at, id) = this;
        return rows.Where(t => t.BookedAt <= at && (t.BookedAt < at || t.Id < id));
    }

    /// <summary>Rows newer than the cursor.</summary>
    public IQueryable<BankTransaction> Before(IQueryable<BankTransaction> rows)
    {
        var (at, id) = this;
        return rows.Where(t => t.BookedAt >= at && (t.BookedAt > at || t.Id > id));
    }
}
