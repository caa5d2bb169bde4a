using System.Data.Common;
using FundPortal.Application.Data;
using FundPortal.Domain.Audit;

namespace FundPortal.Application.Audit;

/// <summary>The whole chain in the order of its numbers, read by hand: verification passes over millions of entries.</summary>
public sealed class AuditReads(ReadLanes lanes)
{
    /// <summary>A long read would keep SQLite's log from shrinking, so each slice is a query of its own.</summary>
    private const int Slice = 5_000;

    private const string Columns = """
        "Seq", "At", "ActorId", "ActorName", "Address", "Action", "Subject", "Data", "PreviousHash", "Hash"
        """;

    private static readonly ReadQuery Sqlite = new(
        $"""SELECT {Columns} FROM "AuditEntries" WHERE "Seq" > @after AND "Seq" <= @end ORDER BY "Seq" LIMIT @take""",
        "@after",
        "@end",
        "@take"
    );

    private static readonly ReadQuery SqlServer = new(
        $"""SELECT TOP (@take) {Columns} FROM "AuditEntries" WHERE "Seq" > @after AND "Seq" <= @end ORDER BY "Seq" """,
        "@after",
        "@end",
        "@take"
    );

    private static readonly ReadQuery Head = new("""SELECT "Seq", "Hash" FROM "AuditHead" """);

    internal static IEnumerable<(string Text, string Declarations)> SqlServerTexts =>
        [(SqlServer.Text, "@after bigint, @end bigint, @take int"), (Head.Text, "")];

    /// <summary>Where the chain ends.</summary>
    /// <exception cref="InvalidOperationException">There is no chain, or its database.</exception>
    internal Task<ChainAnchor> HeadAsync(CancellationToken ct) =>
        lanes.AskAsync(
            Head,
            ReadOnlyMemory<object?>.Empty,
            async (reader, ct) =>
                await reader.ReadAsync(ct)
                    ? new ChainAnchor(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
                    : throw new InvalidOperationException("The audit chain has no head."),
            ct
        );

    /// <summary>Entries from the first on; ends with the first one that <paramref name="take"/> says no to.</summary>
    /// <param name="end">The last number that is looked at.</param>
    internal async Task WalkAsync(long end, Func<AuditEntry, bool> take, CancellationToken ct)
    {
        var after = long.MinValue;
        while (true)
        {
            var (count, last, goesOn) = await lanes.AskAsync(
                lanes.IsSqlServer ? SqlServer : Sqlite,
                new object?[] { after, end, Slice },
                async (reader, ct) =>
                {
                    var (count, last) = (0, 0L);
                    while (await reader.ReadAsync(ct))
                    {
                        var entry = Read(reader);
                        (count, last) = (count + 1, entry.Seq);
                        if (!take(entry))
                            return (count, last, false);
                    }
                    return (count, last, true);
                },
                ct
            );
            if (!goesOn || count < Slice)
                return;
            after = last;
        }
    }

    private AuditEntry Read(DbDataReader reader) =>
        new()
        {
            Seq = reader.GetInt64(0),
            At = lanes.InstantAt(reader, 1),
            ActorId = reader.IsDBNull(2) ? null : reader.GetGuid(2),
            ActorName = reader.GetString(3),
            Address = reader.IsDBNull(4) ? null : reader.GetString(4),
            Action = reader.GetString(5),
            Subject = reader.GetString(6),
            Data = reader.GetString(7),
            PreviousHash = reader.GetFieldValue<byte[]>(8),
            Hash = reader.GetFieldValue<byte[]>(9),
        };
}
