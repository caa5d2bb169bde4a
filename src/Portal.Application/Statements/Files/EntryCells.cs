using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Statements.Files;

/// <summary>Reads a row of cells back to the entry that <see cref="StatementLayout.Entry"/> printed.</summary>
internal static class EntryCells
{
    /// <returns>Null when a cell cannot be read; <paramref name="bad"/> is then its column, else −1.</returns>
    public static StatementRow? Read(SourceRow row, Currency currency, StatementTexts texts, out int bad)
    {
        var cells = row.Cells;
        var unread = -1;
        var entry = new StatementRow(
            cells[0].TryCount(out var seq) ? seq : Bad<long>(0),
            cells[1].TryDate(out var booked) ? booked : Bad<DateOnly>(1),
            cells[2].IsEmpty ? null
                : cells[2].TryTime(out var time) ? time
                : Bad<TimeOnly>(2),
            cells[3].IsEmpty ? null
                : cells[3].TryDate(out var valued) ? valued
                : Bad<DateOnly>(3),
            texts.TryKind(TextOf(4) ?? "", out var kind) ? kind : Bad<TransactionKind>(4),
            TextOf(5) ?? BadText(5),
            TextOf(6) ?? BadText(6),
            TextOf(7) ?? BadText(7),
            TextOf(8) ?? BadText(8),
            TextOf(9) ?? BadText(9),
            !cells[10].IsEmpty
                ? cells[10].TryAmount(currency, out var moneyIn) && moneyIn >= 0
                    ? moneyIn
                    : Bad<long>(10)
                : cells[11].TryAmount(currency, out var moneyOut) && moneyOut > 0
                    ? -moneyOut
                    : Bad<long>(11),
            cells[12].TryAmount(currency, out var balance) ? balance : Bad<long>(12)
        );
        bad = unread;
        return unread < 0 ? entry : null;

        T Bad<T>(int column)
            where T : struct
        {
            unread = unread < 0 ? column : unread;
            return default;
        }

        string BadText(int column)
        {
            unread = unread < 0 ? column : unread;
            return "";
        }

        string? TextOf(int column) => cells[column].TryText(out var text) ? text : null;
    }
}
