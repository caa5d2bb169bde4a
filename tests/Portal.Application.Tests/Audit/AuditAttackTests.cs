using FundPortal.Application.Audit;
using FundPortal.Domain.Audit;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Audit;

/// <summary>Row I2: seven attacks on the database file by SQL; each is found and named.</summary>
public sealed class AuditAttackTests
{
    private const int Entries = 10;
    private const string Columns = "At, ActorId, ActorName, Address, Action, Subject, Data, PreviousHash, Hash";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I2_An_untouched_chain_is_whole()
    {
        await using var desk = await DeskAsync();
        await desk.AnchorAsync();

        var report = await desk.VerifyAsync();

        Assert.True(report.IsWhole);
        Assert.Equal((Entries, 1, 0), (report.Entries, report.AnchorsChecked, report.AnchorsUnreadable));
        Assert.Equal(Entries + 1, (await desk.VerifyAsync()).Entries);
    }

    [Theory]
    [InlineData("UPDATE AuditEntries SET Data = '{}' WHERE Seq = 4", 4, AuditFaultKind.HashDiffers)]
    [InlineData("UPDATE AuditEntries SET At = At + 1 WHERE Seq = 1", 1, AuditFaultKind.HashDiffers)]
    [InlineData("UPDATE AuditEntries SET Address = '' WHERE Seq = 10", 10, AuditFaultKind.HashDiffers)]
    [InlineData("UPDATE AuditEntries SET Hash = zeroblob(32) WHERE Seq = 4", 4, AuditFaultKind.HashDiffers)]
    [InlineData("UPDATE AuditEntries SET PreviousHash = zeroblob(32) WHERE Seq = 4", 4, AuditFaultKind.PreviousHashDiffers)]
    public Task I2_Edit(string sql, long seq, AuditFaultKind kind) => FoundAsync(sql, seq, kind);

    [Theory]
    [InlineData("DELETE FROM AuditEntries WHERE Seq = 5", 5)]
    [InlineData("DELETE FROM AuditEntries WHERE Seq = 1", 1)]
    [InlineData("DELETE FROM AuditEntries", 1)]
    public Task I2_Delete(string sql, long seq) => FoundAsync(sql, seq, AuditFaultKind.Missing);

    [Theory]
    [InlineData("0", 0, AuditFaultKind.Inserted)]
    [InlineData("-7", -7, AuditFaultKind.Inserted)]
    [InlineData("11", 11, AuditFaultKind.Inserted)]
    public Task I2_Insert(string seq, long found, AuditFaultKind kind) =>
        FoundAsync($"INSERT INTO AuditEntries (Seq, {Columns}) SELECT {seq}, {Columns} FROM AuditEntries WHERE Seq = 5", found, kind);

    [Fact]
    public async Task I2_Insert_in_the_middle()
    {
        await using var desk = await DeskAsync();
        // Room is made as a patient attacker would: from the end on, one by one.
        for (var seq = Entries; seq >= 5; seq--)
            await desk.AttackAsync($"UPDATE AuditEntries SET Seq = {seq + 1} WHERE Seq = {seq}");
        await desk.AttackAsync($"INSERT INTO AuditEntries (Seq, {Columns}) SELECT 5, {Columns} FROM AuditEntries WHERE Seq = 4");
        await desk.AttackAsync($"UPDATE AuditHead SET Seq = {Entries + 1}");

        Assert.Equal(new AuditFault(5, AuditFaultKind.PreviousHashDiffers), (await desk.VerifyAsync()).FirstBroken);
    }

    [Fact]
    public async Task I2_Reorder()
    {
        await using var desk = await DeskAsync();
        await desk.AttackAsync("UPDATE AuditEntries SET Seq = 99 WHERE Seq = 3");
        await desk.AttackAsync("UPDATE AuditEntries SET Seq = 3 WHERE Seq = 4");
        await desk.AttackAsync("UPDATE AuditEntries SET Seq = 4 WHERE Seq = 99");

        Assert.Equal(new AuditFault(3, AuditFaultKind.PreviousHashDiffers), (await desk.VerifyAsync()).FirstBroken);
    }

    [Fact]
    public Task I2_Swap_of_what_two_entries_say() =>
        FoundAsync(
            "UPDATE AuditEntries SET Data = (SELECT Data FROM AuditEntries AS other WHERE other.Seq = 9 - AuditEntries.Seq) WHERE Seq IN (4, 5)",
            4,
            AuditFaultKind.HashDiffers
        );

    [Fact]
    public Task I2_Cut_tail_while_the_head_still_counts_it() =>
        FoundAsync("DELETE FROM AuditEntries WHERE Seq > 7", 8, AuditFaultKind.Missing);

    [Fact]
    public async Task I2_Cut_tail_together_with_the_head_is_found_through_the_anchor()
    {
        await using var desk = await DeskAsync();
        await desk.AnchorAsync();
        await desk.AttackAsync("DELETE FROM AuditEntries WHERE Seq > 7");
        await desk.AttackAsync("UPDATE AuditHead SET Seq = 7, Hash = (SELECT Hash FROM AuditEntries WHERE Seq = 7)");

        Assert.Equal(new AuditFault(8, AuditFaultKind.BehindAnchor), (await desk.VerifyAsync()).FirstBroken);
    }

    [Fact]
    public async Task I2_Full_rewrite_with_recomputed_hashes_is_found_through_the_anchor()
    {
        await using var desk = await DeskAsync();
        await desk.AnchorAsync();
        await desk.RewriteFromAsync(4, "{}");

        Assert.Equal(new AuditFault(Entries, AuditFaultKind.AnchorDiffers), (await desk.VerifyAsync()).FirstBroken);
    }

    [Fact]
    public async Task I3_A_printed_statement_shows_a_chain_that_was_rewritten_or_cut()
    {
        await using var desk = await DeskAsync();
        var printed = await desk.Database.UseAsync(db => db.AuditEntries.AsNoTracking().SingleAsync(e => e.Seq == 8, Ct));
        var hash = Convert.ToHexString(printed.Hash);

        Assert.Equal(AnchorVerdict.Agrees, await CheckAsync(hash));
        Assert.Equal(AnchorVerdict.Agrees, await CheckAsync($" {hash[..32].ToLowerInvariant()} {hash[32..]}\n"));
        await desk.RewriteFromAsync(4, "{}");
        Assert.True((await desk.VerifyAsync()).IsWhole, "Without an anchor a rewritten chain looks whole.");
        Assert.Equal(AnchorVerdict.Differs, await CheckAsync(hash));
        await desk.AttackAsync("DELETE FROM AuditEntries WHERE Seq > 7");
        Assert.Equal(AnchorVerdict.NotThere, await CheckAsync(hash));

        async Task<AnchorVerdict> CheckAsync(string typed) =>
            (await desk.AskAsync((CheckAnchor use) => use.HandleAsync(new(8, typed), desk.Auditor, Ct))).Value;
    }

    [Theory]
    [InlineData("UPDATE AuditHead SET Hash = zeroblob(32)", Entries, AuditFaultKind.HeadDiffers)]
    [InlineData("UPDATE AuditHead SET Seq = 12", Entries + 1, AuditFaultKind.Missing)]
    [InlineData("UPDATE AuditHead SET Seq = 6", 6, AuditFaultKind.HeadDiffers)]
    [InlineData("DELETE FROM AuditHead", Entries, AuditFaultKind.HeadDiffers)]
    public Task I2_A_changed_head(string sql, long seq, AuditFaultKind kind) => FoundAsync(sql, seq, kind);

    private static async Task FoundAsync(string sql, long seq, AuditFaultKind kind)
    {
        await using var desk = await DeskAsync();
        await desk.AttackAsync(sql);

        var report = await desk.VerifyAsync();

        Assert.Equal(new AuditFault(seq, kind), report.FirstBroken);
    }

    private static Task<AuditDesk> DeskAsync()
    {
        Assert.SkipUnless(TestDatabase.SqlServer is null, "The attacks are written in SQLite's SQL.");
        return AuditDesk.CreateAsync(Entries);
    }
}
