using System.Globalization;
using System.Text;
using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Files;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>The kind <c>file</c>: the other side is whoever puts files into a folder.</summary>
public sealed class FileConformanceTests : ChannelConformance
{
    private readonly string root = Directory.CreateTempSubdirectory("statements-").FullName;
    private int files;

    protected override RemoteAccount Account { get; } = new(1, "755901234510001", Currency.Cny);

    protected override int Many => 2_500;

    private static Dictionary<string, string> NoValues => new(StringComparer.Ordinal);

    private string Inbox => Path.Combine(root, "inbox");

    public override async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Inbox);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task A_broken_file_is_told_of_and_does_not_keep_the_others_back()
    {
        Put("a.sta", Statement([(1_00, "before")]));
        Put("b.sta", ":20:X\r\n:25:755901234510001\r\n:61:nonsense\r\n");
        Put("c.sta", Statement([(2_00, "after")]));
        var texts = new List<string>();
        string? cursor = null;
        Reading<EntryPage> read;
        while ((read = await Connection.GetTransactionsAsync(Account, Today, cursor, Ct)).Value is { } page)
        {
            texts.AddRange(page.Entries.Select(e => e.Text));
            cursor = page.Cursor;
            Assert.True(page.HasMore, "The broken file was not told of.");
        }
        Assert.Equal(["after", "before"], texts.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Contains("b.sta", read.Fault!.Text, StringComparison.Ordinal);
        File.Delete(Path.Combine(Inbox, "b.sta"));
        var (rest, _) = await DrainAsync(cursor);
        Assert.Empty(rest);
    }

    [Fact]
    public async Task A_changed_file_is_read_again_and_the_others_are_not()
    {
        Put("a.sta", Statement([(1_00, "one")]));
        Put("b.sta", Statement([(2_00, "two")]));
        var (_, cursor) = await DrainAsync(null);
        Put("a.sta", Statement([(1_00, "one"), (3_00, "three")]));
        var (again, end) = await DrainAsync(cursor);
        Assert.Equal(["one", "three"], again.Select(e => e.Text), StringComparer.Ordinal);
        Assert.Empty((await DrainAsync(end)).Entries);
    }

    [Fact]
    public async Task An_entry_that_two_files_hold_is_one_entry_of_its_day_and_two_equal_ones_of_one_file_are_two()
    {
        Put("a.sta", Statement([(1_00, "same"), (1_00, "same")]));
        Put("b.sta", Statement([(1_00, "same"), (1_00, "same"), (5_00, "more")]));
        var day = (await Connection.GetDayAsync(Account, Today, Ct)).Value!;
        Assert.Equal([1_00, 1_00, 5_00], day.Select(e => e.AmountMinor).Order());
    }

    [Fact]
    public async Task Only_settled_plain_files_within_the_folder_are_read_and_none_is_touched()
    {
        var outside = Path.Combine(root, "outside.sta");
        await File.WriteAllTextAsync(outside, Statement([(9_00, "secret")]), Ct);
        File.SetLastWriteTimeUtc(outside, DateTime.UtcNow.AddMinutes(-5));
        Directory.CreateDirectory(Path.Combine(root, "elsewhere"));
        File.Copy(outside, Path.Combine(root, "elsewhere", "x.sta"));
        File.CreateSymbolicLink(Path.Combine(Inbox, "link.sta"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Inbox, "shelf"), Path.Combine(root, "elsewhere"));
        Put(".hidden.sta", Statement([(9_00, "hidden")]));
        Put("copying.sta.part", Statement([(9_00, "half")]));
        Put("good.sta", Statement([(1_00, "good")]));
        await File.WriteAllTextAsync(Path.Combine(Inbox, "new.sta"), Statement([(2_00, "being written")]), Ct);
        var before = Directory.GetFileSystemEntries(Inbox).Order(StringComparer.Ordinal).ToArray();
        var (read, cursor) = await DrainAsync(null);
        Assert.Equal("good", Assert.Single(read).Text);
        Assert.Equal(before, Directory.GetFileSystemEntries(Inbox).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        File.SetLastWriteTimeUtc(Path.Combine(Inbox, "new.sta"), DateTime.UtcNow.AddMinutes(-1));
        Assert.Equal("being written", Assert.Single((await DrainAsync(cursor)).Entries).Text);
    }

    [Fact]
    public async Task Statements_of_other_accounts_and_of_days_before_the_channel_are_left_out()
    {
        Put("a.sta", Statement([(1_00, "mine")]));
        Put("b.sta", Statement([(2_00, "another's")], account: "121909876510802"));
        Put("c.sta", Statement([(3_00, "old")], day: Today.AddDays(-40)));
        Assert.Equal("mine", Assert.Single((await DrainAsync(null)).Entries).Text);
    }

    [Fact]
    public async Task A_channel_reads_folders_that_the_machine_s_keeper_named_and_no_other()
    {
        FileKind Kind(params string[] roots) => new(new FolderRules(roots), TimeProvider.System);
        string? Why(string address, params string[] roots) => Kind(roots).Check(address, NoValues).SingleOrDefault()?.Reason;
        Assert.Null(Why(Inbox, root));
        Assert.Equal("folder_not_allowed", Why(Inbox));
        Assert.Equal("folder_not_allowed", Why(root, Inbox));
        Assert.Equal("folder_not_allowed", Why(Inbox + "/../..", Inbox));
        Assert.Equal("folder_not_allowed", Why(Inbox + "2", Inbox));
        Assert.Equal("folder_missing", Why(Path.Combine(root, "none"), root));
        Assert.Equal("format", Why("inbox", root));
        Assert.Equal("format", Why("", root));
        var link = Path.Combine(Inbox, "away");
        Directory.CreateSymbolicLink(link, Path.GetTempPath());
        Assert.Equal("folder_not_allowed", Why(link, Inbox));
        // Also one that was allowed when the channel was set up.
        await using var forbidden = Kind().Open(Inbox, NoValues);
        Assert.Equal(ChannelFaultKind.Forbidden, (await forbidden.GetTransactionsAsync(Account, Today, null, Ct)).Fault!.Kind);
        Assert.Equal(SubmitResult.NotSent, (await forbidden.SubmitAsync(null!, _ => Task.FromResult(true), Ct)).Result);
    }

    protected override IChannelConnection Open() => new FileKind(new FolderRules([root]), TimeProvider.System).Open(Inbox, NoValues);

    protected override Task BookAsync(IReadOnlyList<(long Minor, string Text)> entries)
    {
        Put(string.Create(CultureInfo.InvariantCulture, $"{++files:000}.sta"), Statement(entries));
        return Task.CompletedTask;
    }

    private void Put(string name, string text)
    {
        var path = Path.Combine(Inbox, name);
        File.WriteAllText(path, text);
        // Long enough ago to be whole, and each time another time.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-10).AddSeconds(++files));
    }

    /// <summary>A day-end statement in MT940.</summary>
    private static string Statement(
        IReadOnlyList<(long Minor, string Text)> entries,
        string account = "755901234510001",
        DateOnly? day = null
    )
    {
        var date = (day ?? Today).ToString("yyMMdd", CultureInfo.InvariantCulture);
        var text = new StringBuilder($":20:STMT\r\n:25:{account}\r\n:28C:1/1\r\n:60F:C{date}CNY1000,00\r\n");
        foreach (var (minor, words) in entries)
            text.Append(
                CultureInfo.InvariantCulture,
                $":61:{date}{date[2..]}{(minor < 0 ? 'D' : 'C')}{Math.Abs(minor) / 100},{Math.Abs(minor) % 100:00}NTRFNONREF\r\n:86:{words}\r\n"
            );
        var closing = 1_000_00 + entries.Sum(e => e.Minor);
        return text.Append(CultureInfo.InvariantCulture, $":62F:C{date}CNY{closing / 100},{closing % 100:00}\r\n-\r\n").ToString();
    }
}
