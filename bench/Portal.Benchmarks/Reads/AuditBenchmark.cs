using System.Diagnostics;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Benchmarks.Reads;

/// <summary>Verifies a chain of many entries, and hashes the same entries in memory: what no reader could beat.</summary>
internal static class AuditBenchmark
{
    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-audit-").FullName;
        await using var node = new ProofNode(folder);
        await node.UseAsync((DatabaseStart start) => start.MigrateAsync(default));
        node.Services.GetRequiredService<KeyRing>().Open();
        var before = await VerifyAsync(node);
        Fill(node.Database, before.Entries + 1, count);
        var rates = new List<decimal>();
        var report = before;
        for (var round = 0; round < 4; round++)
        {
            report = await VerifyAsync(node);
            rates.Add((decimal)(report.Entries / report.Seconds));
        }
        var entry = EntryOf(1, AuditChain.Genesis);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            AuditChain.HashOf(entry);
        var floor = (decimal)(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
        FigureTable.Add(
            new Figure(
                FormattableString.Invariant($"audit chain verified, {report.Entries:N0} entries"),
                "entries/s",
                rates.Skip(1).Order().ElementAt(1),
                floor,
                "hash alone"
            ).AtLeast(300_000)
        );
        Directory.Delete(folder, recursive: true);
        return report.IsWhole ? FigureTable.ExitCode : 1;
    }

    private static async Task<VerifyAudit.Report> VerifyAsync(ProofNode node) =>
        (await node.UseAsync((VerifyAudit verify) => verify.HandleAsync(new(), Actor.System, default))).Value;

    private static AuditEntry EntryOf(long seq, byte[] previous) =>
        new()
        {
            Seq = seq,
            At = DateTime.UnixEpoch.AddDays(20_000).AddMilliseconds(seq),
            ActorId = new Guid(1, 2, 3, [1, 2, 3, 4, 5, 6, 7, 8]),
            ActorName = "王敏",
            Address = "10.1.2.3",
            Action = "payment.signed",
            Subject = "payment:0199aaaa-0000-7000-8000-000000000001",
            Data = FormattableString.Invariant(
                $"{{\"before\":{{\"state\":\"inApproval\"}},\"after\":{{\"state\":\"approved\",\"level\":2}},\"number\":{seq}}}"
            ),
            PreviousHash = previous,
            Hash = [],
        };

    private static void Fill(string database, long first, int count)
    {
        using var connection = new SqliteConnection($"Data Source={database}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var head = connection.CreateCommand();
        head.CommandText = "SELECT \"Hash\" FROM \"AuditHead\"";
        var previous = (byte[])head.ExecuteScalar()!;
        // Verification itself appended one entry after what it reported.
        head.CommandText = "SELECT \"Seq\" FROM \"AuditHead\"";
        var seq = Math.Max(first, (long)head.ExecuteScalar()! + 1);
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO "AuditEntries" ("Seq", "At", "ActorId", "ActorName", "Address", "Action", "Subject", "Data", "PreviousHash", "Hash")
            VALUES ($seq, $at, $actor, $name, $address, $action, $subject, $data, $previous, $hash)
            """;
        foreach (var name in (string[])["$seq", "$at", "$actor", "$name", "$address", "$action", "$subject", "$data", "$previous", "$hash"])
            insert.Parameters.Add(new SqliteParameter(name, null));
        insert.Prepare();
        for (var end = seq + count; seq < end; seq++)
        {
            var entry = EntryOf(seq, previous);
            previous = AuditChain.HashOf(entry);
            object[] values =
            [
                entry.Seq,
                new DateTimeOffset(entry.At, TimeSpan.Zero).ToUnixTimeMilliseconds(),
                entry.ActorId!.Value,
                entry.ActorName,
                entry.Address!,
                entry.Action,
                entry.Subject,
                entry.Data,
                entry.PreviousHash,
                previous,
            ];
            for (var i = 0; i < values.Length; i++)
                insert.Parameters[i].Value = values[i];
            insert.ExecuteNonQuery();
        }
        head.CommandText = "UPDATE \"AuditHead\" SET \"Seq\" = $seq, \"Hash\" = $hash";
        head.Parameters.AddWithValue("$seq", seq - 1);
        head.Parameters.AddWithValue("$hash", previous);
        head.ExecuteNonQuery();
        transaction.Commit();
    }
}
