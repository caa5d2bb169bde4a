using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using MailKit.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Notices;

/// <summary>E-mail through a real server: at least once, never by two at once, and the same again when it is sent again.</summary>
public sealed class OutboxTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_e_mail_comes_in_the_receivers_language_with_a_link_and_is_sent_once()
    {
        await using var server = new SmtpServer();
        await using var group = await GroupAsync(server.Port);
        var chinese = await ReaderAsync(group, "wang@example.com", "");
        var english = await ReaderAsync(group, "wang.e@example.com", "en");
        await TellAsync(group, chinese, english);

        Assert.Equal(2, (await SendAsync(group)).Sent);
        Assert.Equal(0, (await SendAsync(group)).Sent);

        var mails = server.Taken.ToDictionary(mail => mail.To.ToString(), StringComparer.Ordinal);
        Assert.Equal("资金门户：付款 P1 已全部审批通过", mails["wang@example.com"].Subject);
        Assert.Equal("FundPortal: Payment P1 is fully approved", mails["wang.e@example.com"].Subject);
        Assert.Contains("https://portal.example.com/payments/1", mails["wang@example.com"].TextBody, StringComparison.Ordinal);
        Assert.Equal("portal@example.com", mails["wang@example.com"].From.Mailboxes.Single().Address);
        Assert.Equal(0, await LeftAsync(group));
    }

    [Fact]
    public async Task Nobody_is_written_to_without_an_address_or_when_disabled_and_nothing_is_kept_when_mail_is_off()
    {
        await using var server = new SmtpServer();
        await using var group = await GroupAsync(server.Port);
        var none = await ReaderAsync(group, null, "");
        var disabled = await ReaderAsync(group, "gone@example.com", "");
        await group.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == disabled, Ct)).IsDisabled = true;
            return await db.SaveChangesAsync(Ct);
        });
        await TellAsync(group, none, disabled);
        Assert.Equal(0, (await SendAsync(group)).Sent);
        Assert.Empty(server.Taken);
        Assert.Equal(0, await LeftAsync(group));

        await using var off = await Group.CreateAsync();
        await TellAsync(off, await ReaderAsync(off, "a@example.com", ""));
        Assert.Equal(0, await LeftAsync(off));
        Assert.Equal(new SendOutbox.Report(0, 0), await SendAsync(off));
    }

    [Fact]
    public async Task A_server_that_is_down_costs_no_message_and_it_goes_out_when_the_server_is_back()
    {
        int port;
        await using (var gone = new SmtpServer())
            port = gone.Port;
        await using var group = await GroupAsync(port);
        await TellAsync(group, await ReaderAsync(group, "wang@example.com", ""), await ReaderAsync(group, "li@example.com", ""));
        // A week of it.
        for (var i = 0; i < SendOutbox.MaxTries * 3; i++)
        {
            Assert.Equal(0, (await SendAsync(group)).Sent);
            group.Database.Clock.Advance(TimeSpan.FromHours(6));
        }
        await using var server = new SmtpServer(port);
        Assert.Equal(2, (await SendAsync(group)).Sent);
        Assert.Equal(0, await LeftAsync(group));
    }

    [Fact]
    public async Task A_message_that_the_server_refuses_comes_later_and_is_given_up_in_the_end_while_others_pass()
    {
        await using var server = new SmtpServer { Refuse = line => line.Contains("bad@", StringComparison.Ordinal) ? "550 no such" : null };
        await using var group = await GroupAsync(server.Port);
        await TellAsync(group, await ReaderAsync(group, "bad@example.com", ""), await ReaderAsync(group, "good@example.com", ""));

        Assert.Equal(new SendOutbox.Report(1, 1), await SendAsync(group));
        Assert.Equal(new SendOutbox.Report(0, 0), await SendAsync(group));
        for (var i = 1; i < SendOutbox.MaxTries; i++)
        {
            group.Database.Clock.Advance(TimeSpan.FromDays(1));
            Assert.Equal(new SendOutbox.Report(0, 1), await SendAsync(group));
        }
        group.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new SendOutbox.Report(0, 0), await SendAsync(group));
        var given = await group.Database.UseAsync(db => db.OutboxMessages.SingleAsync(Ct));
        Assert.Equal(SendOutbox.MaxTries, given.Tries);
        Assert.NotNull(given.FailedAt);
        Assert.Contains("no such", given.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_nodes_one_claims_a_message()
    {
        await using var server = new SmtpServer();
        await using var group = await GroupAsync(server.Port);
        var nodes = Enumerable.Range(0, 4).Select(_ => group.Database.OtherNode()).ToArray();
        for (var round = 0; round < 20; round++)
        {
            await TellAsync(group, await ReaderAsync(group, "wang@example.com", ""));
            var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => SendFromAsync(nodes[i % nodes.Length]))));
            Assert.Equal(1, reports.Sum(report => report.Sent));
        }
        Assert.Equal(20, server.Taken.Count);
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_dies_after_sending_leaves_a_copy_with_the_same_Message_Id_after_its_lease_and_not_before()
    {
        await using var server = new SmtpServer();
        await using var group = await GroupAsync(server.Port);
        await TellAsync(group, await ReaderAsync(group, "wang@example.com", ""));
        // The node dies: it claimed and sent, and never came to say so.
        await group.Database.RunAsync<SendOutbox, int>(async dying =>
        {
            var id = await group.Database.UseAsync(db => db.OutboxMessages.Select(m => m.Id).SingleAsync(Ct));
            var claimed = await dying.ClaimAsync(id, Ct);
            await group.Database.RunAsync<Mailer, int>(async mailer =>
            {
                await mailer.ConnectAsync(Ct);
                await mailer.SendAsync(mailer.Write(claimed!, "wang@example.com", ""), Ct);
                return 0;
            });
            return 0;
        });
        Assert.Equal(0, (await SendAsync(group)).Sent);
        group.Database.Clock.Advance(SendOutbox.Lease);
        Assert.Equal(1, (await SendAsync(group)).Sent);

        Assert.Equal(2, server.Taken.Count);
        Assert.Single(server.Taken.Select(mail => mail.MessageId).Distinct(StringComparer.Ordinal));
        Assert.EndsWith("@example.com", server.Taken.First().MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_it_and_does_not_say_so_gets_the_same_message_again()
    {
        await using var server = new SmtpServer { IsMute = true };
        await using var group = await GroupAsync(server.Port);
        await TellAsync(group, await ReaderAsync(group, "wang@example.com", ""));
        Assert.Equal(new SendOutbox.Report(0, 1), await SendAsync(group));
        server.IsMute = false;
        group.Database.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, (await SendAsync(group)).Sent);
        Assert.Single(server.Taken.Select(mail => mail.MessageId).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_the_TLS_that_is_demanded_nothing_is_sent_and_no_password_is_told()
    {
        // One that offers none, and one whose certificate nobody vouches for.
        foreach (var offersTls in new[] { false, true })
        {
            await using var server = new SmtpServer(offersTls: offersTls);
            await using var group = await GroupAsync(server.Port, SecureSocketOptions.StartTls, user: "portal", password: "canary-secret");
            await TellAsync(group, await ReaderAsync(group, "wang@example.com", ""));
            Assert.Equal(0, (await SendAsync(group)).Sent);
            Assert.Empty(server.Taken);
            Assert.DoesNotContain(server.Commands, line => line.StartsWith("AUTH", StringComparison.Ordinal));
            Assert.Equal(1, await LeftAsync(group));
        }
    }

    [Theory]
    [InlineData("a@example.com", true)]
    [InlineData("a.b+c@mail.example.com", true)]
    [InlineData("a@example.com\r\nBcc: x@y.cn", false)]
    [InlineData("a@example.com, b@example.com", false)]
    [InlineData("A <a@example.com>", false)]
    [InlineData("a@localhost", false)]
    [InlineData("@example.com", false)]
    [InlineData("a@", false)]
    [InlineData("a..b@example.com", false)]
    [InlineData("甲@example.com", false)]
    [InlineData("", false)]
    public void An_address_is_one_plain_address(string text, bool isGood) => Assert.Equal(isGood, Mailer.IsAddress(text));

    [Theory]
    [InlineData("Security", "Maybe")]
    [InlineData("From", "nobody")]
    [InlineData("From", "")]
    [InlineData("PublicAddress", "portal.example.com")]
    [InlineData("PublicAddress", "file:///etc")]
    public void Wrong_settings_say_what_is_wrong(string key, string value)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mail:Host"] = "mail.example.com",
            ["Mail:From"] = "portal@example.com",
            ["Mail:PublicAddress"] = "https://portal.example.com",
        };
        Assert.Equal(587, MailOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Port);
        settings["Mail:" + key] = value;
        var error = Assert.Throws<InvalidOperationException>(() =>
            MailOptions.From(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        );
        Assert.Contains("Mail:" + key, error.Message, StringComparison.Ordinal);
    }

    private static Task<Group> GroupAsync(
        int port,
        SecureSocketOptions security = SecureSocketOptions.None,
        string? user = null,
        string? password = null
    ) =>
        Group.CreateAsync(services =>
            services.AddSingleton(
                new MailOptions("127.0.0.1", port, security, user, password, "portal@example.com", "https://portal.example.com")
            )
        );

    private static async Task<Guid> ReaderAsync(Group group, string? email, string language)
    {
        var person = await group.PersonAsync(Role.Approver, [group.Holding]);
        return await group.Database.UseAsync(async db =>
        {
            var row = await db.Users.SingleAsync(p => p.Id == person.PersonId, Ct);
            (row.Email, row.Language) = (email, language);
            await db.SaveChangesAsync(Ct);
            return row.Id;
        });
    }

    private static async Task TellAsync(Group group, params Guid[] people)
    {
        await using var scope = group.Database.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Noticeboard>().Add(people, NoticeKinds.PaymentApproved, "/payments/1", "P1");
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().SaveChangesAsync(Ct);
    }

    private static Task<SendOutbox.Report> SendAsync(Group group) => SendFromAsync(group.Database.Services);

    private static async Task<SendOutbox.Report> SendFromAsync(IServiceProvider node)
    {
        await using var scope = node.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<SendOutbox>().HandleAsync(new(), Actor.System, Ct)).Value;
    }

    private static Task<int> LeftAsync(Group group) => group.Database.UseAsync(db => db.OutboxMessages.CountAsync(Ct));
}
