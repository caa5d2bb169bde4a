using System.Collections.Frozen;
using System.Diagnostics;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Sylvan.Data.Csv;

namespace FundPortal.Application.Tests.Audit;

public sealed class AuditUseCaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I1_When_the_audit_entry_cannot_be_stored_the_change_is_not_stored_either()
    {
        Assert.SkipUnless(TestDatabase.SqlServer is null, "The audit table is broken with SQLite's SQL.");
        await using var desk = await AuditDesk.CreateAsync(1);
        // An entry where the next belongs: the insert meets it.
        await desk.AttackAsync(
            "INSERT INTO AuditEntries (Seq, At, ActorName, Action, Subject, Data, PreviousHash, Hash) SELECT 2, At, ActorName, Action, Subject, Data, PreviousHash, Hash FROM AuditEntries"
        );

        await Assert.ThrowsAsync<DbUpdateException>(() =>
            desk.Database.UseAsync(async db =>
            {
                new AuditTrail(db, desk.Database.Clock).Append(desk.Auditor, "bank.created", "bank:x", new { });
                db.Banks.Add(new Bank { Name = "Bank", Country = "CN" });
                return await db.SaveChangesAsync(Ct);
            })
        );

        Assert.Equal(0, await desk.Database.UseAsync(db => db.Banks.CountAsync(Ct)));
    }

    [Fact]
    public async Task Only_who_may_see_the_audit_trail_sees_lists_verifies_and_exports_it()
    {
        await using var desk = await AuditDesk.CreateAsync(1);
        foreach (var role in new[] { Role.FinanceStaff, Role.Approver, Role.Administrator })
        {
            var actor = new Actor(Guid.NewGuid(), "x", new[] { role }.ToFrozenSet(), null, null);
            Assert.Same(Refusal.Forbidden, (await desk.AskAsync((ListAuditEntries u) => u.HandleAsync(new(new()), actor, Ct))).Refusal);
            Assert.Same(Refusal.Forbidden, (await desk.AskAsync((VerifyAudit u) => u.HandleAsync(new(), actor, Ct))).Refusal);
            Assert.Same(Refusal.Forbidden, (await desk.AskAsync((ExportAudit u) => u.HandleAsync(new(new()), actor, Ct))).Refusal);
            Assert.Same(Refusal.Forbidden, (await desk.AskAsync((CheckAnchor u) => u.HandleAsync(new(1, ""), actor, Ct))).Refusal);
        }
    }

    [Fact]
    public async Task Pages_go_newest_first_without_gap_or_repetition()
    {
        await using var desk = await AuditDesk.CreateAsync(7);
        var seen = new List<long>();
        long? before = null;
        do
        {
            var page = (await desk.AskAsync((ListAuditEntries u) => u.HandleAsync(new(new(), before, 3), desk.Auditor, Ct))).Value;
            seen.AddRange(page.Rows.Select(r => r.Seq));
            before = page.Next;
        } while (before is not null);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seen);
    }

    [Fact]
    public async Task Each_part_of_the_filter_narrows()
    {
        await using var desk = await AuditDesk.CreateAsync(2);
        desk.Database.Clock.Advance(TimeSpan.FromDays(1));
        await desk.AppendAsync("person.created", "person:100%_x", new { name = "张三" });

        Assert.Equal([3], await SeqsAsync(new(From: new(2026, 3, 3))));
        Assert.Equal([2, 1], await SeqsAsync(new(To: new(2026, 3, 2))));
        Assert.Equal([3], await SeqsAsync(new(Action: "person.")));
        Assert.Equal([3], await SeqsAsync(new(Subject: "person:100%")));
        Assert.Empty(await SeqsAsync(new(Subject: "p%")));
        Assert.Equal([3], await SeqsAsync(new(Text: "张三")));
        Assert.Equal([3, 2, 1], await SeqsAsync(new(Actor: "audit", From: DateOnly.MinValue, To: DateOnly.MaxValue)));
        Assert.Empty(await SeqsAsync(new(Actor: "nobody")));

        async Task<IEnumerable<long>> SeqsAsync(AuditFilter filter) =>
            (await desk.AskAsync((ListAuditEntries u) => u.HandleAsync(new(filter), desk.Auditor, Ct))).Value.Rows.Select(r => r.Seq);
    }

    [Fact]
    public async Task Wrong_input_is_refused_with_its_field()
    {
        await using var desk = await AuditDesk.CreateAsync(0);
        Assert.Equal("size", await FieldAsync(new(new(), Size: 0)));
        Assert.Equal("size", await FieldAsync(new(new(), Size: ListAuditEntries.MaxSize + 1)));
        Assert.Equal("to", await FieldAsync(new(new(From: new(2026, 2, 1), To: new(2026, 1, 1)))));
        Assert.Equal("text", await FieldAsync(new(new(Text: new string('x', AuditFilter.MaxText + 1)))));
        foreach (var (seq, hash, field) in new[] { (0L, new string('0', 64), "seq"), (1, "xyz", "hash"), (1, new string('g', 64), "hash") })
            Assert.Equal(field, (await desk.AskAsync((CheckAnchor u) => u.HandleAsync(new(seq, hash), desk.Auditor, Ct))).Refusal!.Args[0]);

        async Task<object> FieldAsync(ListAuditEntries.Query query) =>
            (await desk.AskAsync((ListAuditEntries u) => u.HandleAsync(query, desk.Auditor, Ct))).Refusal!.Args[0];
    }

    [Fact]
    public async Task An_export_gives_every_entry_nothing_in_it_is_a_formula_and_it_is_audited_itself()
    {
        await using var desk = await AuditDesk.CreateAsync(1);
        await desk.AppendAsync("person.created", "=HYPERLINK(\"x\")", new { text = "a\r\n\"b\",c" });

        await using var export = (await desk.AskAsync((ExportAudit u) => u.HandleAsync(new(new()), desk.Auditor, Ct))).Value;
        using var csv = CsvDataReader.Create(new StreamReader(export.Content));

        Assert.Equal(2, export.Entries);
        Assert.True(csv.Read());
        Assert.Equal(("1", "account:1"), (csv.GetString(0), csv.GetString(6)));
        Assert.True(csv.Read());
        Assert.Equal("'=HYPERLINK(\"x\")", csv.GetString(6));
        Assert.Equal("2026-03-02T02:00:00.000Z", csv.GetString(1));
        Assert.Equal(64, csv.GetString(9).Length);
        Assert.False(csv.Read());
        var last = await desk.Database.UseAsync(db => db.AuditEntries.AsNoTracking().OrderByDescending(e => e.Seq).FirstAsync(Ct));
        Assert.Equal("audit.exported", last.Action);
    }

    [Fact]
    public async Task An_entry_with_a_lone_surrogate_or_a_NUL_still_verifies()
    {
        await using var desk = await AuditDesk.CreateAsync(0);
        await desk.AppendAsync("account.changed", "account:\ud800x", new { text = "\udc00 \0 \ud83d\ude00" });
        Assert.True((await desk.VerifyAsync()).IsWhole);
    }

    /// <summary>The aim is 200,000 entries a second on a quiet machine; the test only guards against an order of magnitude.</summary>
    [Fact]
    public async Task A_long_chain_verifies_quickly()
    {
        Assert.SkipUnless(TestDatabase.SqlServer is null, "Rows are filled in with SQLite's own commands.");
        const int Entries = 100_000;
        await using var desk = await AuditDesk.CreateAsync(0);
        await FillAsync(desk, Entries);
        await desk.VerifyAsync();

        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var report = await desk.VerifyAsync();

        watch.Stop();
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        TestContext.Current.SendDiagnosticMessage(
            $"{report.Entries / watch.Elapsed.TotalSeconds:N0} audit entries a second, {report.Entries / cpu.TotalSeconds:N0} a second of processor time"
        );
        Assert.True(report.IsWhole);
        Assert.Equal(Entries + 1, report.Entries);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    private static Task<int> FillAsync(AuditDesk desk, int count) =>
        desk.Database.UseAsync(async db =>
        {
            await using var write = await db.BeginWriteAsync(Ct);
            var previous = AuditChain.Genesis;
            var entries = new List<AuditEntry>();
            for (var seq = 1; seq <= count; seq++)
            {
                var entry = new AuditEntry
                {
                    Seq = seq,
                    At = DateTime.UnixEpoch.AddSeconds(seq),
                    ActorId = desk.Auditor.PersonId,
                    ActorName = "auditor",
                    Address = "127.0.0.1",
                    Action = "statement.imported",
                    Subject = $"import:{Guid.NewGuid()}",
                    Data = """{"file":"statement.xml","entries":120,"accounts":["6222020200112233445"]}""",
                    PreviousHash = previous,
                    Hash = [],
                };
                previous = entry.Hash = AuditChain.HashOf(entry);
                entries.Add(entry);
            }
            await BulkInsert.InsertAsync(db, entries, Ct);
            var head = await db.AuditHeads.SingleAsync(Ct);
            (head.Seq, head.Hash) = (count, previous);
            await db.SaveChangesAsync(Ct);
            await write.CommitAsync(Ct);
            return 0;
        });
}
