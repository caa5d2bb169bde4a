using System.Diagnostics;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace FundPortal.Web.Tests.Host;

/// <summary>The timetable of the real host.</summary>
public sealed class JobTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notice_that_was_committed_is_mailed_at_once_and_a_stop_ends_the_jobs()
    {
        await using var server = new SmtpServer();
        var host = await PortalHost.StartAsync(settings: Settings(server.Port));
        try
        {
            // The round of the start has passed: what follows is the bell's doing.
            await Task.Delay(TimeSpan.FromSeconds(1), Ct);
            var session = await host.SignInAsync();
            await host.Database.UseAsync(async db =>
            {
                (await db.Users.SingleAsync(p => p.Id == session.PersonId, Ct)).Email = "wang@example.com";
                return await db.SaveChangesAsync(Ct);
            });
            await TellAsync(host, session.PersonId);
            await UntilAsync(() => server.Taken.Count == 1, TimeSpan.FromSeconds(8));
        }
        finally
        {
            var stopping = Stopwatch.StartNew();
            await host.DisposeAsync();
            Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(25), $"Stopping took {stopping.Elapsed}.");
        }
    }

    [Fact]
    public async Task Stopping_waits_for_the_e_mail_that_is_being_sent_and_loses_none()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = new SmtpServer
        {
            BeforeAnswer = () =>
            {
                begun.TrySetResult();
                return go.Task;
            },
        };
        var host = await PortalHost.StartAsync(settings: Settings(server.Port));
        var session = await host.SignInAsync();
        await host.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == session.PersonId, Ct)).Email = "wang@example.com";
            return await db.SaveChangesAsync(Ct);
        });
        await TellAsync(host, session.PersonId);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(15), Ct);
        var stopped = host.App.StopAsync(Ct);
        go.SetResult();
        await stopped;
        // Either it was marked as sent, or its claim runs out and a copy with the same Message-Id follows: never neither.
        var left = await host.Database.UseAsync(db => db.OutboxMessages.AsNoTracking().ToListAsync(Ct));
        Assert.True(left.Count == 0 || left[0].LeasedUntil is not null);
        Assert.Single(server.Taken);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Jobs_are_of_one_run_at_a_time_and_a_node_may_be_without_them()
    {
        await using var with = await PortalHost.StartAsync(
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Jobs:Enabled"] = "true" }
        );
        var scheduler = await with.App.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Ct);
        foreach (var key in new[] { "outbox", "time-limits" })
            Assert.True((await scheduler.GetJobDetail(new JobKey(key), Ct))!.ConcurrentExecutionDisallowed);

        await using var without = await PortalHost.StartAsync();
        Assert.Null(without.App.Services.GetService<ISchedulerFactory>());
    }

    [Fact]
    public async Task A_job_that_fails_says_so_in_the_log_and_the_others_go_on()
    {
        await using var server = new SmtpServer();
        await using var host = await PortalHost.StartAsync(
            settings: Settings(server.Port),
            more: builder => builder.Services.AddScoped<ApplyTimeLimits>(_ => throw new InvalidOperationException("boom"))
        );
        await UntilAsync(
            () => host.Log.All.Any(line => line.Contains("The job ApplyTimeLimits failed", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(15)
        );
        var session = await host.SignInAsync();
        await host.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == session.PersonId, Ct)).Email = "wang@example.com";
            return await db.SaveChangesAsync(Ct);
        });
        await TellAsync(host, session.PersonId);
        await UntilAsync(() => server.Taken.Count == 1, TimeSpan.FromSeconds(15));
    }

    private static Dictionary<string, string> Settings(int port) =>
        new(StringComparer.Ordinal)
        {
            ["Jobs:Enabled"] = "true",
            ["Jobs:FirstAfter"] = "00:00:00",
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Mail:Security"] = "None",
            ["Mail:From"] = "portal@example.com",
            ["Mail:PublicAddress"] = "https://portal.example.com",
        };

    /// <summary>In the host's own services: this is the node that commits.</summary>
    private static async Task TellAsync(PortalHost host, Guid person)
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Noticeboard>().Add(person, NoticeKinds.PaymentApproved, "/payments/1", "P1");
        await scope.ServiceProvider.GetRequiredService<PortalDbContext>().SaveChangesAsync(Ct);
    }

    private static async Task UntilAsync(Func<bool> holds, TimeSpan limit)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(waited.Elapsed < limit, "It did not happen in time.");
            await Task.Delay(50, Ct);
        }
    }
}
