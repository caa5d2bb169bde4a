using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Approvals;

/// <summary>Copies one submitted payment with all that belongs to it, past the portal: the use cases take 20 ms for each.</summary>
internal static class PaymentCopies
{
    /// <param name="template">Id of a payment that was the last to be made.</param>
    public static async Task MakeAsync(SqliteConnection raw, long template, int count)
    {
        await using var transaction = raw.BeginTransaction();
        await CopyAsync(
            raw,
            "Payments",
            $"\"Id\" = {template}",
            count,
            ("Id", "{0} + n"),
            ("PublicId", NewGuid),
            ("AmountMinor", "{0} + n")
        );
        // Before the levels are copied: their signers follow them.
        var levels = await GreatestAsync(raw, "PaymentLevels");
        foreach (var table in (string[])["PaymentHands", "Signatures", "PaymentEvents", "PaymentLevels"])
            await CopyAsync(
                raw,
                table,
                $"\"PaymentId\" = {template}",
                count,
                ("Id", Beside(await GreatestAsync(raw, table))),
                ("PaymentId", "{0} + n")
            );
        await CopyAsync(
            raw,
            "PaymentLevelSigners",
            $"\"LevelId\" IN (SELECT \"Id\" FROM \"PaymentLevels\" WHERE \"PaymentId\" = {template})",
            count,
            ("Id", Beside(await GreatestAsync(raw, "PaymentLevelSigners"))),
            ("LevelId", Beside(levels))
        );
        await transaction.CommitAsync();
    }

    private const string NewGuid = "printf('%08X-0000-4000-8000-%012X', n, n)";

    /// <summary>Rows of one payment keep their distances, and its copies stand behind each other.</summary>
    private static string Beside(long greatest) => FormattableString.Invariant($"{{0}} + n * {greatest}");

    private static async Task<long> GreatestAsync(SqliteConnection raw, string table)
    {
        await using var command = raw.CreateCommand();
        command.CommandText = $"SELECT MAX(\"Id\") FROM \"{table}\"";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task CopyAsync(
        SqliteConnection raw,
        string table,
        string which,
        int count,
        params (string Column, string Value)[] changed
    )
    {
        await using var command = raw.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        var columns = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                columns.Add(reader.GetString(0));
        var values = columns.Select(column =>
            changed.FirstOrDefault(change => string.Equals(change.Column, column, StringComparison.Ordinal)).Value is { } value
                ? value.Replace("{0}", $"\"{column}\"", StringComparison.Ordinal)
                : $"\"{column}\""
        );
        command.CommandText = $"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            SELECT {string.Join(", ", values)} FROM "{table}", numbers WHERE {which}
            """;
        await command.ExecuteNonQueryAsync();
    }
}
