using FundPortal.Domain.Audit;

namespace FundPortal.Application.Tests.Audit;

public sealed class AnchorFileTests
{
    [Fact]
    public async Task I3_The_head_is_anchored_when_it_has_moved_and_every_anchor_is_checked()
    {
        await using var desk = await AuditDesk.CreateAsync(2);
        await desk.AnchorAsync();
        await desk.AppendAsync("account.changed", "account:3", new { });
        await desk.AnchorAsync();

        var report = await desk.VerifyAsync();

        Assert.True(report.IsWhole);
        Assert.Equal((2, 0), (report.AnchorsChecked, report.AnchorsUnreadable));
        Assert.Equal(2, (await File.ReadAllLinesAsync(desk.AnchorFile, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task I3_An_anchor_that_an_attacker_changed_or_invented_does_not_count_and_is_told()
    {
        await using var desk = await AuditDesk.CreateAsync(3);
        await desk.AnchorAsync();
        var line = await File.ReadAllTextAsync(desk.AnchorFile, TestContext.Current.CancellationToken);
        var forged = "2" + line[1..];
        await File.WriteAllTextAsync(
            desk.AnchorFile,
            $"{forged}not an anchor\n\n7 {new string('0', 64)}\n",
            TestContext.Current.CancellationToken
        );

        var report = await desk.VerifyAsync();

        Assert.True(report.IsWhole);
        Assert.Equal((0, 3), (report.AnchorsChecked, report.AnchorsUnreadable));
    }

    [Fact]
    public async Task I3_A_line_cut_by_a_crash_does_not_spoil_the_next()
    {
        await using var desk = await AuditDesk.CreateAsync(3);
        await desk.AnchorAsync();
        var line = await File.ReadAllTextAsync(desk.AnchorFile, TestContext.Current.CancellationToken);
        await File.AppendAllTextAsync(desk.AnchorFile, line[..90], TestContext.Current.CancellationToken);
        await desk.AppendAsync("account.changed", "account:4", new { });
        await desk.AnchorAsync();

        var report = await desk.VerifyAsync();

        Assert.Equal((2, 1), (report.AnchorsChecked, report.AnchorsUnreadable));
        Assert.True(report.IsWhole);
    }

    /// <summary>A chain restored from an old backup goes on from there: the next anchors must not cover what the older ones know.</summary>
    [Fact]
    public async Task I3_The_earlier_of_two_anchors_of_one_entry_counts()
    {
        await using var desk = await AuditDesk.CreateAsync(5);
        await desk.AnchorAsync();
        await desk.RewriteFromAsync(2, "{}");
        await desk.AnchorAsync();

        Assert.Equal(new AuditFault(5, AuditFaultKind.AnchorDiffers), (await desk.VerifyAsync()).FirstBroken);
    }
}
