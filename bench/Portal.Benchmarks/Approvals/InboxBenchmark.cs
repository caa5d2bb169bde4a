using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.Approvals;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Races;
using FundPortal.Domain.Identity;
using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Approvals;

/// <summary>
/// The approval inbox with many payments that wait: one of 50 approvers asks for the first page and for one in the middle, beside prepared
/// statements that read the same payments with their levels, signers, hands and signatures.
/// </summary>
internal static class InboxBenchmark
{
    private const int Rounds = 15;
    private const int Calls = 10;

    public static async Task<int> RunAsync(int payments)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-inbox-").FullName;
        await using (var node = new RaceNode(folder))
        {
            var world = new RaceWorld(node);
            await world.CreateAsync();
            // One of each page's payments was signed by somebody else: its level waits for a second person.
            var template = await world.SubmittedAsync("250.00");
            var signed = await node.DoAsync(world.Decide(RaceJobKind.Sign, world.Signers[0], template));
            if (!string.Equals(signed, RaceJob.Ok, StringComparison.Ordinal))
                throw new InvalidOperationException("The first payment was not signed: " + signed);
            var id = (await world.LoadAsync(template.Id)).Id;
            await using var raw = new SqliteConnection($"Data Source={Path.Combine(folder, "race.db")}");
            await raw.OpenAsync();
            await PaymentCopies.MakeAsync(raw, id, payments - 1);
            var me = new Actor(world.Signers[1], "approver1", FrozenSet.Create(Role.Approver), null, null);
            foreach (var (where, after) in ((string, long)[])[("first page", 0), ("page in the middle", id + (payments / 2))])
            {
                var page = await PageAsync(node, me, after);
                if (page != ListInbox.Size)
                    throw new InvalidOperationException($"The inbox shows {page} payments.");
                var times = await TakeTurns.MedianAsync(
                    Rounds,
                    Calls,
                    () => PageAsync(node, me, after),
                    Prepared(raw, after, me.PersonId.ToString("D").ToUpperInvariant())
                );
                FigureTable.Add(
                    new Figure(
                        FormattableString.Invariant($"approval inbox, {payments:N0} payments wait, {where} of {ListInbox.Size}"),
                        "ms",
                        times[0],
                        times[1],
                        "prepared ADO"
                    ).AtMostOfFloor(3)
                );
            }
        }
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return FigureTable.ExitCode;
    }

    private static Task<int> PageAsync(RaceNode node, Actor me, long after) =>
        node.UseAsync(async (ListInbox list) => (await list.HandleAsync(new(After: after), me, default)).Value.Rows.Count);

    /// <summary>What is stored of the page's payments, and the names and rights that the page shows and asks: statements prepared once.</summary>
    private static Func<Task> Prepared(SqliteConnection raw, long after, string me)
    {
        var page = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT p.\"Id\" FROM \"Payments\" p WHERE p.\"State\" = 3 AND p.\"Id\" > {after} ORDER BY p.\"Id\" LIMIT {ListInbox.Size}"
        );
        string[] texts =
        [
            $"SELECT * FROM \"Payments\" WHERE \"Id\" IN ({page})",
            $"SELECT * FROM \"PaymentHands\" WHERE \"PaymentId\" IN ({page})",
            $"SELECT * FROM \"PaymentLevels\" WHERE \"PaymentId\" IN ({page})",
            $"SELECT * FROM \"Signatures\" WHERE \"PaymentId\" IN ({page})",
            "SELECT a.\"Name\", e.\"Name\", b.\"Name\" FROM \"Accounts\" a JOIN \"LegalEntities\" e ON e.\"Id\" = a.\"LegalEntityId\" JOIN \"Banks\" b ON b.\"Id\" = a.\"BankId\"",
            $"SELECT \"Id\", \"DisplayName\" FROM \"People\" WHERE \"Id\" IN (SELECT \"PersonId\" FROM \"PaymentHands\" WHERE \"PaymentId\" IN ({page}))",
            $"SELECT * FROM \"Payees\" WHERE \"Id\" IN (SELECT \"PayeeId\" FROM \"Payments\" WHERE \"Id\" IN ({page}))",
            "SELECT * FROM \"Delegations\" WHERE \"EndedAt\" IS NULL",
            $"SELECT * FROM \"PersonRoles\" WHERE \"PersonId\" = '{me}'",
            $"SELECT * FROM \"ScopeGrants\" WHERE \"PersonId\" = '{me}'",
        ];
        var commands = Array.ConvertAll(
            texts,
            text =>
            {
                var command = raw.CreateCommand();
#pragma warning disable CA2100 // Put together from constants and numbers.
                command.CommandText = text;
#pragma warning restore CA2100
                command.Prepare();
                return command;
            }
        );
        return () =>
        {
            var rows = new List<object[]>();
            foreach (var command in commands)
            {
                using var reader = command.ExecuteReader();
                while (reader.Read())
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }
            }
            if (rows.Count < ListInbox.Size * 3)
                throw new InvalidOperationException($"Only {rows.Count} rows of the inbox were read.");
            return Task.FromResult(rows.Count);
        };
    }
}
