using FundPortal.Application.Data;

namespace FundPortal.Application.Transactions;

/// <summary>The text search's questions that are written by hand, for both databases.</summary>
internal static class SearchSql
{
    public static ReadQuery Chunks { get; } =
        new("""SELECT "Id", "Rows" FROM "SearchChunks" WHERE "Id" >= @first AND "Id" <= @last ORDER BY "Id" """, "@first", "@last");

    /// <summary>For each span of one gram the chunks in it and the one in which it begins.</summary>
    public const string SqliteTouched = """
        WITH s AS MATERIALIZED (SELECT json_extract("value", '$[0]') AS "First", json_extract("value", '$[1]') AS "Last" FROM json_each(@spans))
        SELECT c."Id", c."Rows" FROM s CROSS JOIN "SearchChunks" c ON c."Id" <= s."Last" AND c."Id" >= COALESCE(
          (SELECT MAX(x."Id") FROM "SearchChunks" x WHERE x."Id" <= s."First" AND x."Id" >= (s."First" & -4294967296)), s."First")
        """;

    public const string SqlServerTouched = """
        SELECT c."Id", c."Rows" FROM OPENJSON(@spans) WITH ("First" bigint '$[0]', "Last" bigint '$[1]') s
        JOIN "SearchChunks" c ON c."Id" <= s."Last" AND c."Id" >= COALESCE(
          (SELECT MAX(x."Id") FROM "SearchChunks" x WHERE x."Id" <= s."First" AND x."Id" >= (s."First" & CAST(-4294967296 AS bigint))), s."First")
        """;

    /// <summary>To be checked against SQL Server's schema, with the declarations of their parameters.</summary>
    public static IEnumerable<(string Text, string Declarations)> SqlServerTexts =>
        [(Chunks.Text, "@first bigint, @last bigint"), (SqlServerTouched, "@spans nvarchar(max)")];
}
