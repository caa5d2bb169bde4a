using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FundPortal.Application.Accounts;
using FundPortal.Application.Data;

namespace FundPortal.Application.Transactions;

/// <summary>The texts of <see cref="TransactionReads"/> for both databases.</summary>
internal static class TransactionSql
{
    private const string NumberedColumns = """
        "Id", "AccountId", "BookedAt", "AmountMinor", "BalanceAfterMinor", "Text"
        """;

    /// <summary>All of a row but its booking date, which is the day of <c>BookedAt</c> in China.</summary>
    private const string AllColumns = """
        "Id", "AccountId", "BookedAt", "AmountMinor", "BalanceAfterMinor", "Text", "ValueDate", "Kind", "BankType", "IsReversal",
        "Counterparty", "CounterpartyAccount", "BankReference", "EndToEndId", "DuplicateKey", "ImportFileId", "IsProvisional"
        """;

    private const string RunningColumns = """
        "RunningCount", "RunningOutCount", "RunningInMinor", "RunningOutMinor"
        """;

    internal enum Reading
    {
        Whole,
        Numbered,
        Count,
    }

    internal enum Whose
    {
        Account,
        Accounts,

        /// <summary>All accounts in a person's data scope, which the same question looks at.</summary>
        Scope,
    }

    /// <summary>What makes one text differ from another.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Shape(
        Reading What,
        Whose Whose,
        bool HasFrom,
        bool HasBefore,
        AmountSign Sign,
        int Kinds,
        bool HasCursor,
        bool IsBackward
    );

    private static readonly ConcurrentDictionary<Shape, ReadQuery> Sqlite = new();
    private static readonly ConcurrentDictionary<Shape, ReadQuery> SqlServer = new();

    public static ReadQuery Of(Shape shape, bool isSqlServer) =>
        isSqlServer ? SqlServer.GetOrAdd(shape, static s => Write(s, true)) : Sqlite.GetOrAdd(shape, static s => Write(s, false));

    public static ReadQuery UpTo(bool isSqlServer) => isSqlServer ? SqlServerUpTo : SqliteUpTo;

    public static ReadQuery UpToOfMany(bool isSqlServer) => isSqlServer ? SqlServerUpToOfMany : SqliteUpToOfMany;

    public static ReadQuery Counts(bool isSqlServer) => isSqlServer ? SqlServerCounts : SqliteCounts;

    public static ReadQuery CountsOfMany(bool isSqlServer) => isSqlServer ? SqlServerCountsOfMany : SqliteCountsOfMany;

    public static ReadQuery FirstDay(bool isSqlServer) => isSqlServer ? SqlServerFirstDay : SqliteFirstDay;

    private static readonly ReadQuery SqliteUpTo = new(
        $"""
        SELECT {RunningColumns} FROM "DailyTotals" WHERE "AccountId" = @account AND "Kind" = @kind AND "Day" <= @day
        ORDER BY "Day" DESC LIMIT 1
        """,
        "@account",
        "@kind",
        "@day"
    );

    private static readonly ReadQuery SqlServerUpTo = new(
        $"""
        SELECT TOP (1) {RunningColumns} FROM "DailyTotals" WHERE "AccountId" = @account AND "Kind" = @kind AND "Day" <= @day
        ORDER BY "Day" DESC
        """,
        "@account",
        "@kind",
        "@day"
    );

    // One look-up for each account: a join would read all its totals.
    private const string SqliteLatest = """
        json_each(@accounts) a JOIN "DailyTotals" t ON t."rowid" =
          (SELECT d."rowid" FROM "DailyTotals" d WHERE d."AccountId" = a."value" AND d."Kind" = @kind AND d."Day" <= @day
           ORDER BY d."Day" DESC LIMIT 1)
        """;

    private const string SqlServerLatest = """
        OPENJSON(@accounts) WITH ("value" int '$') a
        CROSS APPLY (SELECT TOP (1) * FROM "DailyTotals" d
          WHERE d."AccountId" = a."value" AND d."Kind" = @kind AND d."Day" <= @day ORDER BY d."Day" DESC) t
        """;

    private static readonly ReadQuery SqliteUpToOfMany = new(
        $"""SELECT t."AccountId", {RunningColumns} FROM {SqliteLatest}""",
        "@accounts",
        "@kind",
        "@day"
    );

    private static readonly ReadQuery SqlServerUpToOfMany = new(
        $"""SELECT t."AccountId", {RunningColumns} FROM {SqlServerLatest}""",
        "@accounts",
        "@kind",
        "@day"
    );

    // A total tells of its own day as well, so one look-up bounds the day on both sides.
    private const string CountColumns = """
        SUM("RunningCount"), SUM("RunningOutCount"), SUM(CASE WHEN "Day" = @day THEN "Count" ELSE 0 END),
        SUM(CASE WHEN "Day" = @day THEN "OutCount" ELSE 0 END), MAX("Day")
        """;

    // Of one account no sums are needed: the row itself is the answer, and every call of the APIs asks for it.
    private const string CountColumnsOfOne = """
        "RunningCount", "RunningOutCount", CASE WHEN "Day" = @day THEN "Count" ELSE 0 END,
        CASE WHEN "Day" = @day THEN "OutCount" ELSE 0 END, "Day"
        """;

    private static readonly ReadQuery SqliteCounts = new(
        $"""
        SELECT {CountColumnsOfOne} FROM "DailyTotals" WHERE "AccountId" = @account AND "Kind" = @kind AND "Day" <= @day
        ORDER BY "Day" DESC LIMIT 1
        """,
        "@account",
        "@kind",
        "@day"
    );

    private static readonly ReadQuery SqlServerCounts = new(
        $"""
        SELECT TOP (1) {CountColumnsOfOne} FROM "DailyTotals" WHERE "AccountId" = @account AND "Kind" = @kind AND "Day" <= @day
        ORDER BY "Day" DESC
        """,
        "@account",
        "@kind",
        "@day"
    );

    private static readonly ReadQuery SqliteCountsOfMany = new($"SELECT {CountColumns} FROM {SqliteLatest}", "@accounts", "@kind", "@day");

    private static readonly ReadQuery SqlServerCountsOfMany = new(
        $"SELECT {CountColumns} FROM {SqlServerLatest}",
        "@accounts",
        "@kind",
        "@day"
    );

    public static ReadQuery Moved { get; } =
        new(
            """
            SELECT COALESCE(SUM("AmountMinor"), 0) FROM "Transactions" WHERE "AccountId" = @account
            AND "BookedAt" >= @after AND ("BookedAt" > @after OR "Id" > @afterId) AND "BookedAt" <= @at AND ("BookedAt" < @at OR "Id" <= @id)
            """,
            "@account",
            "@after",
            "@afterId",
            "@at",
            "@id"
        );

    private static readonly ReadQuery SqliteFirstDay = new(FirstDayText("json_each(@accounts)"), "@accounts", "@kind");
    private static readonly ReadQuery SqlServerFirstDay = new(
        FirstDayText("OPENJSON(@accounts) WITH (\"value\" int '$')"),
        "@accounts",
        "@kind"
    );

    private static string FirstDayText(string accounts) =>
        $"""
            SELECT MIN(x."First") FROM (
              SELECT (SELECT MIN(t."Day") FROM "DailyTotals" t WHERE t."AccountId" = a."value" AND t."Kind" = @kind) AS "First" FROM {accounts} a) x
            """;

    public static ReadQuery GreatestId { get; } = new("""SELECT MAX("Id") FROM "Transactions" """);

    /// <summary>Every text that a database may be asked, with the declarations of its parameters for SQL Server: to be checked against its schema.</summary>
    public static IEnumerable<(string Text, string Declarations)> Texts(bool isSqlServer)
    {
        var queries = new List<ReadQuery>
        {
            GreatestId,
            Moved,
            FirstDay(isSqlServer),
            UpTo(isSqlServer),
            UpToOfMany(isSqlServer),
            Counts(isSqlServer),
            CountsOfMany(isSqlServer),
        };
        bool[] both = [false, true];
        foreach (var what in Enum.GetValues<Reading>())
        foreach (var whose in Enum.GetValues<Whose>())
        foreach (var hasFrom in both)
        foreach (var hasBefore in both)
        foreach (var sign in Enum.GetValues<AmountSign>())
        foreach (var kinds in (int[])[0, 1, 3])
        foreach (var (hasCursor, isBackward) in ((bool, bool)[])[(false, false), (true, false), (true, true), (false, true)])
            queries.Add(Write(new Shape(what, whose, hasFrom, hasBefore, sign, kinds, hasCursor, isBackward), isSqlServer));
        return queries.Select(query => (query.Text, string.Join(", ", query.Parameters.Select(name => $"{name} {TypeOf(name)}"))));
    }

    private static ReadQuery Write(Shape shape, bool isSqlServer)
    {
        var parameters = new List<string>();
        var text = new StringBuilder("SELECT ");
        text.Append(
            shape.What switch
            {
                Reading.Whole => AllColumns,
                Reading.Numbered => NumberedColumns,
                _ => isSqlServer ? "COUNT_BIG(*)" : "COUNT(*)",
            }
        );
        // "+ 0" keeps both databases from seeking by account and sorting all they find: the order must come from the index by time.
        var byTime = shape.What == Reading.Count ? "" : " + 0";
        text.Append(" FROM \"Transactions\" WHERE ");
        if (shape.Whose == Whose.Account)
            Add("\"AccountId\" = {0}", "@account");
        else if (shape.Whose == Whose.Accounts)
            Add($"\"AccountId\"{byTime} IN ({ReadQuery.List(isSqlServer, "{0}", "int")})", "@accounts");
        else
            Add($"\"AccountId\"{byTime} IN (SELECT a.\"Id\" FROM \"Accounts\" a WHERE {ScopeReads.IsHeld(isSqlServer)})", "@person");
        if (shape.HasFrom)
            Add(" AND \"BookedAt\" >= {0}", "@from");
        if (shape.HasBefore)
            Add(" AND \"BookedAt\" < {0}", "@before");
        text.Append(
            shape.Sign switch
            {
                AmountSign.Positive => " AND \"AmountMinor\" > 0",
                AmountSign.NotNegative => " AND \"AmountMinor\" >= 0",
                AmountSign.Negative => " AND \"AmountMinor\" < 0",
                _ => "",
            }
        );
        for (var kind = 0; kind < shape.Kinds; kind++)
            Add(kind == 0 ? " AND \"Kind\" IN ({0}" : ", {0}", string.Create(CultureInfo.InvariantCulture, $"@kind{kind}"));
        text.Append(shape.Kinds > 0 ? ")" : "");
        var (past, order) = shape.IsBackward ? ('>', "ASC") : ('<', "DESC");
        if (shape.HasCursor)
        {
            // The first comparison alone bounds the index; the second decides among equal times.
            parameters.Add("@at");
            parameters.Add("@id");
            text.Append(CultureInfo.InvariantCulture, $" AND \"BookedAt\" {past}= @at AND (\"BookedAt\" {past} @at OR \"Id\" {past} @id)");
        }
        if (shape.What == Reading.Count)
            return new ReadQuery(text.ToString(), [.. parameters]);
        text.Append(CultureInfo.InvariantCulture, $" ORDER BY \"BookedAt\" {order}, \"Id\" {order}");
        parameters.Add("@skip");
        parameters.Add("@take");
        text.Append(isSqlServer ? " OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY" : " LIMIT @take OFFSET @skip");
        return new ReadQuery(text.ToString(), [.. parameters]);

        void Add(string part, string parameter)
        {
            parameters.Add(parameter);
            text.Append(part.Replace("{0}", parameter, StringComparison.Ordinal));
        }
    }

    private static string TypeOf(string parameter) =>
        parameter switch
        {
            "@account" => "int",
            "@accounts" => "nvarchar(max)",
            "@person" => "uniqueidentifier",
            "@from" or "@before" or "@after" or "@at" => "datetime2(3)",
            "@id" or "@afterId" => "bigint",
            "@day" => "date",
            _ => "int",
        };
}
