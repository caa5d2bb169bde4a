using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

internal enum AmountSign
{
    Any,
    Positive,
    NotNegative,
    Negative,
}

/// <summary>Which rows, newest first.</summary>
/// <param name="Accounts">At least one, unless a person is named.</param>
/// <param name="From">UTC, included.</param>
/// <param name="Before">UTC, not included.</param>
/// <param name="Kinds">Empty: all.</param>
/// <param name="Cursor">Only rows older than it; or newer ones when <paramref name="IsBackward"/>.</param>
/// <param name="IsBackward">Sought and skipped from the oldest on.</param>
/// <param name="Scope">Instead of accounts: all in this person's data scope, at the moment of the question.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowsAsked(
    IReadOnlyList<int> Accounts,
    DateTime? From,
    DateTime? Before,
    int Take,
    int Skip = 0,
    AmountSign Sign = AmountSign.Any,
    IReadOnlyList<TransactionKind>? Kinds = null,
    TransactionCursor? Cursor = null,
    bool IsBackward = false,
    Guid? Scope = null
);

/// <summary>Counts of rows up to the end of a day.</summary>
/// <param name="Count">All of them.</param>
/// <param name="OutCount">Those that are money out.</param>
/// <param name="OfDay">Of <paramref name="Count"/>, those of the day itself.</param>
/// <param name="OutOfDay">Of <paramref name="OutCount"/>, those of the day itself.</param>
/// <param name="Newest">The day of the newest of them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CountsAt(long Count, long OutCount, long OfDay, long OutOfDay, DateOnly Newest);

/// <summary>
/// The hot reads of transactions and their running totals, written by hand for both databases. Whoever asks has checked that the accounts
/// may be seen.
/// </summary>
public sealed class TransactionReads(ReadLanes lanes)
{
    /// <summary>Rows as numbered pages tell them, newest first also when they were sought backward.</summary>
    internal async Task<List<NumberedRow>> NumberedAsync(RowsAsked asked, CancellationToken ct)
    {
        var rows = await ReadAsync(asked, TransactionSql.Reading.Numbered, Numbered, ct);
        if (asked.IsBackward)
            rows.Reverse();
        return rows;
    }

    /// <summary>Whole rows, newest first also when they were sought backward.</summary>
    internal async Task<List<BankTransaction>> RowsAsync(RowsAsked asked, CancellationToken ct)
    {
        var rows = await ReadAsync(asked, TransactionSql.Reading.Whole, Row, ct);
        if (asked.IsBackward)
            rows.Reverse();
        return rows;
    }

    /// <summary>How many rows there are, counted one by one; for short spans.</summary>
    internal async Task<long> CountAsync(RowsAsked asked, CancellationToken ct) =>
        (await ReadAsync(asked, TransactionSql.Reading.Count, static reader => reader.GetInt64(0), ct))[0];

    /// <summary>Sum of an account's rows after one place up to and including another; meant for stretches of a day or a page.</summary>
    internal Task<long> MovedAsync(int account, TransactionCursor after, TransactionCursor upTo, CancellationToken ct) =>
        lanes.AskAsync(
            TransactionSql.Moved,
            new object?[] { account, lanes.Instant(after.BookedAt), after.Id, lanes.Instant(upTo.BookedAt), upTo.Id },
            static async (reader, ct) => await reader.ReadAsync(ct) ? reader.GetInt64(0) : 0,
            ct
        );

    /// <summary>Walking the index by time pays when at least one row in so many belongs to the accounts.</summary>
    private const int DenseShare = 50;

    /// <summary>Whether the accounts hold few of all rows.</summary>
    internal async Task<bool> AreSparseAsync(IReadOnlyList<int> accounts, CancellationToken ct) =>
        (await CountsAsync(accounts, DateOnly.MaxValue, ct)).Count < await GreatestIdAsync(ct) / DenseShare;

    /// <summary>Ids grow with the rows, so this tells how many there are about; 0 when there are none.</summary>
    internal Task<long> GreatestIdAsync(CancellationToken ct) =>
        lanes.AskAsync(
            TransactionSql.GreatestId,
            Array.Empty<object?>(),
            static async (reader, ct) => await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetInt64(0) : 0,
            ct
        );

    /// <summary>The first day on which any of the accounts has entries; null when they have none.</summary>
    internal Task<DateOnly?> FirstDayAsync(IReadOnlyList<int> accounts, CancellationToken ct) =>
        lanes.AskAsync(
            TransactionSql.FirstDay(lanes.IsSqlServer),
            new object?[] { Json(accounts), RunningTotals.AllKinds },
            static async (reader, ct) =>
                await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateOnly>(0) : (DateOnly?)null,
            ct
        );

    /// <summary>How many rows the accounts have up to the end of a day, and on that day.</summary>
    internal Task<CountsAt> CountsAsync(IReadOnlyList<int> accounts, DateOnly day, CancellationToken ct) =>
        lanes.AskAsync(
            accounts.Count == 1 ? TransactionSql.Counts(lanes.IsSqlServer) : TransactionSql.CountsOfMany(lanes.IsSqlServer),
            new object?[] { accounts.Count == 1 ? accounts[0] : Json(accounts), RunningTotals.AllKinds, Day(day) },
            static async (reader, ct) =>
                await reader.ReadAsync(ct) && !reader.IsDBNull(0)
                    ? new CountsAt(
                        reader.GetInt64(0),
                        reader.GetInt64(1),
                        reader.GetInt64(2),
                        reader.GetInt64(3),
                        reader.GetFieldValue<DateOnly>(4)
                    )
                    : default,
            ct
        );

    /// <summary>The totals of one account at the end of a day; null: now and for ever. Zeros when it has no entries until then.</summary>
    internal Task<Running> UpToAsync(int account, int kind, DateOnly? day, CancellationToken ct) =>
        lanes.AskAsync(
            TransactionSql.UpTo(lanes.IsSqlServer),
            new object?[] { account, kind, Day(day ?? DateOnly.MaxValue) },
            static async (reader, ct) => await reader.ReadAsync(ct) ? RunningAt(reader, 0) : default,
            ct
        );

    /// <summary>The totals of many accounts at the end of a day. Accounts without entries until then are absent.</summary>
    internal Task<Dictionary<int, Running>> UpToAsync(IReadOnlyList<int> accounts, int kind, DateOnly? day, CancellationToken ct) =>
        lanes.AskAsync(
            TransactionSql.UpToOfMany(lanes.IsSqlServer),
            new object?[] { Json(accounts), kind, Day(day ?? DateOnly.MaxValue) },
            static async (reader, ct) =>
            {
                var totals = new Dictionary<int, Running>();
                while (await reader.ReadAsync(ct))
                    totals.Add(reader.GetInt32(0), RunningAt(reader, 1));
                return totals;
            },
            ct
        );

    /// <summary>Pieces of the text search's lists, in order.</summary>
    /// <param name="see">Called with each piece's id and rows.</param>
    internal Task<int> ChunksAsync(long first, long last, Action<long, byte[]> see, CancellationToken ct) =>
        lanes.AskAsync(
            SearchSql.Chunks,
            new object?[] { first, last },
            async (reader, ct) =>
            {
                var count = 0;
                for (; await reader.ReadAsync(ct); count++)
                    see(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
                return count;
            },
            ct
        );

    private async Task<List<T>> ReadAsync<T>(RowsAsked asked, TransactionSql.Reading what, Func<DbDataReader, T> map, CancellationToken ct)
    {
        var kinds = asked.Kinds ?? [];
        var shape = new TransactionSql.Shape(
            what,
            asked.Scope is not null ? TransactionSql.Whose.Scope
                : asked.Accounts.Count == 1 ? TransactionSql.Whose.Account
                : TransactionSql.Whose.Accounts,
            asked.From is not null,
            asked.Before is not null,
            asked.Sign,
            kinds.Count,
            asked.Cursor is not null,
            asked.IsBackward
        );
        var query = TransactionSql.Of(shape, lanes.IsSqlServer);
        var values = new List<object?>(query.Parameters.Count)
        {
            asked.Scope is { } person ? lanes.Id(person)
            : asked.Accounts.Count == 1 ? asked.Accounts[0]
            : Json(asked.Accounts),
        };
        if (asked.From is { } from)
            values.Add(lanes.Instant(from));
        if (asked.Before is { } before)
            values.Add(lanes.Instant(before));
        foreach (var kind in kinds)
            values.Add((int)kind);
        if (asked.Cursor is { } cursor)
        {
            values.Add(lanes.Instant(cursor.BookedAt));
            values.Add(cursor.Id);
        }
        if (what != TransactionSql.Reading.Count)
        {
            values.Add(asked.Skip);
            values.Add(asked.Take);
        }
        return await lanes.AskAsync(
            query,
            values.ToArray(),
            async (reader, ct) =>
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(ct))
                    rows.Add(map(reader));
                return rows;
            },
            ct
        );
    }

    private NumberedRow Numbered(DbDataReader reader) =>
        new(
            reader.GetInt64(0),
            reader.GetInt32(1),
            lanes.InstantAt(reader, 2),
            reader.GetInt64(3),
            reader.IsDBNull(4) ? null : reader.GetInt64(4),
            reader.GetString(5)
        );

    private BankTransaction Row(DbDataReader reader)
    {
        var at = lanes.InstantAt(reader, 2);
        return new BankTransaction
        {
            Id = reader.GetInt64(0),
            AccountId = reader.GetInt32(1),
            BookedAt = at,
            BookingDate = ChinaTime.DayOf(at),
            AmountMinor = reader.GetInt64(3),
            BalanceAfterMinor = reader.IsDBNull(4) ? null : reader.GetInt64(4),
            Text = reader.GetString(5),
            ValueDate = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateOnly>(6),
            Kind = (TransactionKind)reader.GetInt32(7),
            BankType = reader.GetString(8),
            IsReversal = reader.GetBoolean(9),
            Counterparty = reader.GetString(10),
            CounterpartyAccount = reader.GetString(11),
            BankReference = reader.GetString(12),
            EndToEndId = reader.GetString(13),
            DuplicateKey = reader.GetFieldValue<byte[]>(14),
            ImportFileId = reader.GetInt64(15),
            IsProvisional = reader.GetBoolean(16),
        };
    }

    private static Running RunningAt(DbDataReader reader, int first) =>
        new(reader.GetInt64(first), reader.GetInt64(first + 1), reader.GetInt64(first + 2), reader.GetInt64(first + 3));

    private object Day(DateOnly day) => lanes.IsSqlServer ? day : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Json(IReadOnlyList<int> accounts) => $"[{string.Join(',', accounts)}]";
}
