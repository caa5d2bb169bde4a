using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Application.Tests.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Group = FundPortal.Application.Tests.Accounts.Group;

namespace FundPortal.Application.Tests.Notices;

public sealed partial class NoticeboardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds() =>
        [
            .. typeof(NoticeKinds)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(f => f.IsLiteral)
                .Select(f => (string)f.GetValue(null)!),
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_words_in_both_languages_with_all_its_places(string kind)
    {
        var resources = new ResourceManager(typeof(NoticeTexts));
        var places = NoticeKinds.Places[kind];
        foreach (var language in new[] { "zh-CN", "en" })
        {
            var culture = CultureInfo.GetCultureInfo(language);
            var text = resources.GetString("Notice_" + kind, culture);
            Assert.NotNull(text);
            Assert.Equal(places.Length, Place().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Count());
            Assert.Contains(
                places.Length == 0 ? "" : "a0",
                NoticeTexts.Sentence(kind, Args(places.Length), culture),
                StringComparison.Ordinal
            );
        }
        Assert.NotEqual(
            resources.GetString("Notice_" + kind, CultureInfo.GetCultureInfo("en")),
            resources.GetString("Notice_" + kind, CultureInfo.GetCultureInfo("zh-CN")),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_notice_is_there_when_the_callers_save_is_and_not_otherwise()
    {
        await using var group = await Group.CreateAsync();
        var person = await group.PersonAsync(Role.Approver, [group.Holding]);
        await group.Database.RunAsync<PortalDbContext, int>(async db =>
        {
            var board = new Noticeboard(db, group.Database.Clock);
            await using (await db.BeginWriteAsync(Ct))
            {
                board.Add(person.PersonId, NoticeKinds.PaymentApproved, "/payments/1", "P1");
                await db.SaveChangesAsync(Ct);
            }
            return 0;
        });
        Assert.Empty((await MineAsync(group, person)).Rows);

        await TellAsync(group, board => board.Add([person.PersonId, person.PersonId], NoticeKinds.PaymentApproved, "/payments/1", "P1"));
        var row = Assert.Single((await MineAsync(group, person)).Rows);
        Assert.Equal("Payment P1 is fully approved", NoticeTexts.Sentence(row.Kind, row.Args, CultureInfo.GetCultureInfo("en")));
        Assert.Equal("付款 P1 已全部审批通过", NoticeTexts.Sentence(row.Kind, row.Args, CultureInfo.GetCultureInfo("zh-CN")));
    }

    [Fact]
    public async Task Hostile_words_are_one_plain_line()
    {
        await using var group = await Group.CreateAsync();
        var person = await group.PersonAsync(Role.Approver, [group.Holding]);
        var hostile = "x\r\nBcc: a@b.cn\u2028\u202e" + new string('长', 500);
        await TellAsync(group, board => board.Add(person.PersonId, NoticeKinds.PaymentRejected, "/payments/1", "P1", "{0}<b>", hostile));
        var row = Assert.Single((await MineAsync(group, person)).Rows);
        var text = NoticeTexts.Sentence(row.Kind, row.Args, CultureInfo.GetCultureInfo("en"));
        Assert.StartsWith("Payment P1 was rejected by {0}<b>: x  Bcc: a@b.cn  长", text, StringComparison.Ordinal);
        Assert.EndsWith("长…", text, StringComparison.Ordinal);
        Assert.True(text.Length < 260);
    }

    [Theory]
    [InlineData("nothing_known", "/x", 1)]
    [InlineData(NoticeKinds.PaymentApproved, "//evil.example", 1)]
    [InlineData(NoticeKinds.PaymentApproved, "https://evil.example", 1)]
    [InlineData(NoticeKinds.PaymentApproved, "/x\r\n", 1)]
    [InlineData(NoticeKinds.PaymentApproved, "/x", 2)]
    public async Task A_notice_that_cannot_be_shown_is_a_bug(string kind, string link, int args)
    {
        await using var group = await Group.CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() =>
            TellAsync(group, board => board.Add(Guid.NewGuid(), kind, link, Enumerable.Repeat("x", args).ToArray<object>()))
        );
    }

    [Fact]
    public async Task Each_person_reads_marks_and_counts_only_their_own()
    {
        await using var group = await Group.CreateAsync();
        var one = await group.PersonAsync(Role.Approver, [group.Holding]);
        var two = await group.PersonAsync(Role.Approver, [group.Holding]);
        for (var i = 0; i < 5; i++)
            await TellAsync(group, board => board.Add([one.PersonId, two.PersonId], NoticeKinds.PaymentApproved, "/payments/1", $"P{i}"));

        var first = await MineAsync(group, one, new(Size: 2));
        Assert.Equal((2, 5), (first.Rows.Count, first.Unread));
        var rest = await MineAsync(group, one, new(Before: first.Next, Size: 10));
        Assert.Equal(3, rest.Rows.Count);
        Assert.Null(rest.Next);

        var foreign = (await MineAsync(group, two)).Rows[0].Id;
        await group.AskAsync<MarkNoticesRead, MarkNoticesRead.Command, Done>(new(foreign), one);
        Assert.Equal(5, (await MineAsync(group, two)).Unread);
        await group.AskAsync<MarkNoticesRead, MarkNoticesRead.Command, Done>(new(first.Rows[0].Id), one);
        Assert.Equal(4, (await MineAsync(group, one)).Unread);
        Assert.Equal(4, (await MineAsync(group, one, new(OnlyUnread: true))).Rows.Count);
        await group.AskAsync<MarkNoticesRead, MarkNoticesRead.Command, Done>(new(first.Rows[1].Id, AndOlder: true), one);
        Assert.Equal(0, (await MineAsync(group, one)).Unread);
        Assert.Equal(5, (await MineAsync(group, two)).Unread);

        var states = await group.Database.RunAsync(
            (UnreadNotices unread) => unread.OfAsync([one.PersonId, two.PersonId, Guid.NewGuid()], Ct)
        );
        Assert.Equal(new UnreadNotices.State(5, foreign), Assert.Single(states).Value);
    }

    private static async Task<ListMyNotices.Page> MineAsync(Group group, Actor person, ListMyNotices.Query? query = null) =>
        (await group.AskAsync<ListMyNotices, ListMyNotices.Query, ListMyNotices.Page>(query ?? new(), person)).Value;

    private static Task<int> TellAsync(Group group, Action<Noticeboard> tell) =>
        group.Database.RunAsync<PortalDbContext, int>(async db =>
        {
            tell(new Noticeboard(db, group.Database.Clock));
            return await db.SaveChangesAsync(Ct);
        });

    private static string Args(int count) => "[" + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"a{i}\"")) + "]";

    [GeneratedRegex(@"\{\d\}", RegexOptions.NonBacktracking)]
    private static partial Regex Place();
}
