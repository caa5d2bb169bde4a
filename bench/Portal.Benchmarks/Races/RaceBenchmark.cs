using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Benchmarks.Races;

/// <summary>
/// Races on one database file by two processes: in each round up to 50 calls are released by one gate, half in each process; afterwards the
/// database must hold exactly one legal outcome. Ends with 1 at the first round that does not.
/// </summary>
internal sealed class RaceBenchmark(RaceNode node, RaceWorld world, Process other)
{
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(30);

    public static async Task<int> RunAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-races-").FullName;
        try
        {
            await using var node = new RaceNode(folder);
            var world = new RaceWorld(node);
            await world.CreateAsync();
            using var other = Process.Start(
                new ProcessStartInfo(Environment.ProcessPath!, [.. Launcher(), "races", "worker", folder])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!;
            await other.StandardOutput.ReadLineAsync();
            var failures = await new RaceBenchmark(node, world, other).RunAllAsync(rounds);
            other.StandardInput.Close();
            await other.WaitForExitAsync();
            return failures == 0 ? 0 : 1;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Run as <c>dotnet Portal.Benchmarks.dll</c>, the program's name must be handed on.</summary>
    private static string[] Launcher() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? [typeof(RaceBenchmark).Assembly.Location] : [];

    private async Task<int> RunAllAsync(int rounds)
    {
        (string Name, Func<Task<string?>> Round)[] races =
        [
            ("50 people sign a level of one", () => SignAsync("50.00", 1)),
            ("50 people sign a quorum of two", () => SignAsync("500.00", 2)),
            ("one person signs 50 times with one code", SignTwiceAsync),
            ("sign and reject", () => AgainstAsync(i => i % 2 == 0 ? RaceJobKind.Sign : RaceJobKind.Reject)),
            ("sign and return", () => AgainstAsync(i => i % 2 == 0 ? RaceJobKind.Sign : RaceJobKind.Return)),
            ("sign and change", () => AgainstMakerAsync(RaceJobKind.Change)),
            ("sign and cancel", () => AgainstMakerAsync(RaceJobKind.Cancel)),
            ("sign and withdraw", WithdrawAsync),
            ("sign and disable the signers", DisableAsync),
            ("sign and emergency stop", StopAsync),
            ("submit and policy change", PolicyAsync),
            ("20 submissions of 60 % of the day limit", LimitAsync),
            ("one payment submitted 50 times", SubmitAsync),
            ("one payment cancelled 20 times", CancelAsync),
        ];
        var failures = 0;
        foreach (var (name, round) in races)
        {
            var watch = Stopwatch.StartNew();
            var wrong = 0;
            for (var i = 0; i < rounds; i++)
            {
                // Each round has codes of its own.
                node.Clock.Now += TimeSpan.FromSeconds(60);
                if (await round() is { } why)
                {
                    wrong++;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {i}: {why}"));
                }
            }
            failures += wrong;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {rounds} rounds, {wrong} wrong, {watch.ElapsedMilliseconds / Math.Max(1, rounds)} ms each"
                )
            );
        }
        return failures;
    }

    private async Task<string?> SignAsync(string amount, int quorum)
    {
        var payment = await world.SubmittedAsync(amount);
        var results = await RaceAsync([.. world.Signers.Select(p => world.Decide(RaceJobKind.Sign, p, payment))]);
        var stored = await world.LoadAsync(payment.Id);
        return results.Count(r => r is RaceJob.Ok) != quorum ? $"{results.Count(r => r is RaceJob.Ok)} succeeded"
            : stored.State != PaymentState.Approved ? $"it is {stored.State}"
            : await CheckAsync(stored);
    }

    private async Task<string?> SignTwiceAsync()
    {
        var payment = await world.SubmittedAsync("500.00");
        var results = await RaceAsync([.. Enumerable.Repeat(world.Decide(RaceJobKind.Sign, world.Signers[0], payment), 50)]);
        var stored = await world.LoadAsync(payment.Id);
        return results.Count(r => r is RaceJob.Ok) != 1 || stored.Standing.Count() != 1
            ? "not exactly one signature"
            : await CheckAsync(stored);
    }

    private async Task<string?> AgainstAsync(Func<int, RaceJobKind> kind)
    {
        var payment = await world.SubmittedAsync("50.00");
        var results = await RaceAsync([.. world.Signers.Take(20).Select((p, i) => world.Decide(kind(i), p, payment))]);
        return results.Count(r => r is RaceJob.Ok) != 1
            ? $"{results.Count(r => r is RaceJob.Ok)} decisions took effect"
            : await CheckAsync(payment.Id);
    }

    private async Task<string?> AgainstMakerAsync(RaceJobKind kind)
    {
        var payment = await world.SubmittedAsync("500.00");
        var jobs = world
            .Signers.Take(20)
            .Select(
                (p, i) =>
                    i % 4 == 0
                        ? world.Make(kind, payment, kind == RaceJobKind.Change ? "70.00" : null)
                        : world.Decide(RaceJobKind.Sign, p, payment)
            );
        var results = await RaceAsync([.. jobs]);
        var stored = await world.LoadAsync(payment.Id);
        var byMaker = results.Where((_, i) => i % 4 == 0).Count(r => r is RaceJob.Ok);
        return byMaker > 1 ? $"{kind} took effect {byMaker} times"
            : byMaker == 1 && kind == RaceJobKind.Change && stored.Standing.Any() ? "signatures survived the change"
            : await CheckAsync(stored);
    }

    private async Task<string?> WithdrawAsync()
    {
        var payment = await world.SubmittedAsync("500.00");
        await RaceAsync([world.Decide(RaceJobKind.Sign, world.Signers[0], payment)]);
        var jobs = world
            .Signers.Skip(1)
            .Take(20)
            .Select(p => world.Decide(RaceJobKind.Sign, p, payment))
            .Append(new RaceJob(RaceJobKind.Withdraw, world.Signers[0], Role.Approver, payment.Id))
            .Append(new RaceJob(RaceJobKind.Withdraw, world.Signers[0], Role.Approver, payment.Id));
        var results = await RaceAsync([.. jobs]);
        var stored = await world.LoadAsync(payment.Id);
        return results.TakeLast(2).Count(r => r is RaceJob.Ok) != 1 ? "the withdrawal did not take effect once"
            : stored.Standing.Any(s => s.PersonId == world.Signers[0]) ? "the withdrawn signature counts"
            : await CheckAsync(stored);
    }

    /// <summary>Whoever was disabled before the signature was committed has none; the trail's order tells.</summary>
    private async Task<string?> DisableAsync()
    {
        var payment = await world.SubmittedAsync("500.00");
        var signers = world.Signers.Take(10).ToArray();
        var jobs = signers.SelectMany(p =>
            new[] { world.Decide(RaceJobKind.Sign, p, payment), new RaceJob(RaceJobKind.Disable, Guid.Empty, Role.Administrator, p) }
        );
        await RaceAsync([.. jobs]);
        var stored = await world.LoadAsync(payment.Id);
        var problem = await node.UseAsync(
            async (PortalDbContext db) =>
            {
                foreach (var signature in stored.Signatures)
                {
                    var person = signature.PersonId;
                    var (signed, subject) = ($"payment:{payment.Id}", $"person:{person}");
                    var at = await db.AuditEntries.Where(e => e.Subject == signed && e.ActorId == person).MinAsync(e => e.Seq);
                    var off = await db
                        .AuditEntries.Where(e => e.Subject == subject && e.Action == "person.disabled")
                        .MaxAsync(e => (long?)e.Seq);
                    if (off < at)
                        return "a disabled person signed";
                }
                foreach (var person in await db.Users.Where(p => p.IsDisabled).ToListAsync())
                    person.IsDisabled = false;
                db.AuditEntries.Local.Clear();
                await db.SaveChangesAsync();
                return null;
            }
        );
        return problem ?? await CheckAsync(stored);
    }

    /// <summary>After the stop's commit nothing is signed any more.</summary>
    private async Task<string?> StopAsync()
    {
        var payment = await world.SubmittedAsync("50.00");
        var jobs = world
            .Signers.Take(20)
            .Select(p => world.Decide(RaceJobKind.Sign, p, payment))
            .Append(new RaceJob(RaceJobKind.Stop, world.Signers[30], Role.Approver, Guid.Empty));
        await RaceAsync([.. jobs]);
        var late = await RaceAsync([world.Decide(RaceJobKind.Sign, world.Signers[40], payment)]);
        var problem = await node.UseAsync(
            async (PortalDbContext db) =>
            {
                var subject = $"payment:{payment.Id}";
                var signed = await db
                    .AuditEntries.Where(e => e.Subject == subject && e.Action == "payment.signed")
                    .MaxAsync(e => (long?)e.Seq);
                var stopped = await db.AuditEntries.Where(e => e.Action == "payments.stopped").MaxAsync(e => (long?)e.Seq);
                if (stopped is null)
                    return "the stop is not in the trail";
                if (signed > stopped)
                    return "signed after the stop";
                // Lifted past the use cases, for the next round.
                foreach (var stop in await db.PaymentStops.Where(s => s.LiftedAt == null).ToListAsync())
                {
                    stop.AskToLift(world.Owners[0], node.Clock.Now.UtcDateTime);
                    stop.Lift(world.Owners[1], node.Clock.Now.UtcDateTime);
                }
                await db.SaveChangesAsync();
                return late[0] is RaceJob.Ok ? "signed although stopped" : null;
            }
        );
        return problem ?? await CheckAsync(payment.Id);
    }

    /// <summary>Every payment is routed by one version as a whole: the old or the new.</summary>
    private async Task<string?> PolicyAsync()
    {
        var number = await node.UseAsync((PortalDbContext db) => db.PolicyVersions.MaxAsync(v => v.Number)) + 1;
        // The new version asks for another quorum, so that a route tells which version it came from.
        var quorum = 2 + (number % 2);
        var (shown, policy) = await node.UseAsync(
            async (PortalDbContext db) =>
            {
                var version = new PolicyVersion(
                    number,
                    PolicyContent.Write(RaceWorld.Policy(quorum)),
                    "",
                    world.Owners[0],
                    node.Clock.Now.UtcDateTime
                );
                version.Propose(version.ContentHash, world.Owners[0], node.Clock.Now.UtcDateTime);
                db.PolicyVersions.Add(version);
                await db.SaveChangesAsync();
                return (Convert.ToHexStringLower(version.ContentHash), version.PublicId);
            }
        );
        var drafts = new List<RaceWorld.Saved>();
        for (var i = 0; i < 10; i++)
            drafts.Add(await world.DraftAsync("500.00"));
        var confirm = new RaceJob(RaceJobKind.ConfirmPolicy, world.Owners[1], Role.PolicyOwner, policy, shown, world.Code(world.Owners[1]));
        var results = await RaceAsync([.. drafts.Select(d => world.Make(RaceJobKind.Submit, d)), confirm]);
        if (results[^1] is not RaceJob.Ok)
            return $"the policy was refused: {results[^1]}";
        var versions = await node.UseAsync((PortalDbContext db) => db.PolicyVersions.AsNoTracking().ToDictionaryAsync(v => v.Id));
        if (versions.Values.Count(v => v.State == PolicyState.InForce) != 1)
            return "not exactly one version is in force";
        foreach (var draft in drafts)
        {
            var stored = await world.LoadAsync(draft.Id);
            var rule = PolicyContent.Read(versions[stored.PolicyVersionId!.Value].Content).Rules[1];
            if (stored.Route.Single().Rule.Quorum != rule.Levels[0].Quorum)
                return "a route does not fit its version";
            if (await CheckAsync(stored) is { } wrong)
                return wrong;
        }
        return null;
    }

    private async Task<string?> LimitAsync()
    {
        // A day of its own for each round, and a limit of 1,000 on it.
        node.Clock.Now += TimeSpan.FromDays(1);
        await node.UseAsync(
            async (PortalDbContext db) =>
            {
                if (await db.PaymentLimits.AnyAsync())
                    return 0;
                var accountId = await db.Accounts.Select(a => a.Id).SingleAsync();
                var limit = new PaymentLimit
                {
                    Name = "day",
                    Subject = LimitSubject.Account,
                    AccountId = accountId,
                };
                limit.Propose(new LimitTerms(LimitPeriod.Day, 1_000_00, null), world.Owners[0], node.Clock.Now.UtcDateTime);
                limit.Decide(isConfirmed: true, world.Owners[1], node.Clock.Now.UtcDateTime);
                db.PaymentLimits.Add(limit);
                return await db.SaveChangesAsync();
            }
        );
        var drafts = new List<RaceWorld.Saved>();
        for (var i = 0; i < 20; i++)
            drafts.Add(await world.DraftAsync("600.00"));
        var results = await RaceAsync([.. drafts.Select(d => world.Make(RaceJobKind.Submit, d))]);
        return results.Count(r => r is RaceJob.Ok) == 1 ? null : $"{results.Count(r => r is RaceJob.Ok)} passed";
    }

    private async Task<string?> SubmitAsync()
    {
        node.Clock.Now += TimeSpan.FromDays(1);
        var draft = await world.DraftAsync("50.00");
        var results = await RaceAsync([.. Enumerable.Repeat(world.Make(RaceJobKind.Submit, draft), 50)]);
        var stored = await world.LoadAsync(draft.Id);
        return results.Count(r => r is RaceJob.Ok) != 1 || stored.RouteNumber != 1
            ? "not submitted exactly once"
            : await CheckAsync(stored);
    }

    private async Task<string?> CancelAsync()
    {
        var payment = await world.SubmittedAsync("50.00");
        var results = await RaceAsync([.. Enumerable.Repeat(world.Make(RaceJobKind.Cancel, payment), 20)]);
        return results.Count(r => r is RaceJob.Ok) == 1 ? await CheckAsync(payment.Id) : "not cancelled exactly once";
    }

    /// <summary>Half of the jobs here, half in the other process.</summary>
    private async Task<string[]> RaceAsync(IReadOnlyList<RaceJob> jobs)
    {
        var gate = TimeProvider.System.GetUtcNow() + Lead;
        RaceJob[] here = [.. jobs.Where((_, i) => i % 2 == 0)];
        RaceJob[] there = [.. jobs.Where((_, i) => i % 2 == 1)];
        await other.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new RaceRound(node.Clock.Now, gate, there)));
        await other.StandardInput.FlushAsync();
        var mine = RaceWorker.RunAsync(node, new RaceRound(node.Clock.Now, gate, here));
        var answer = await other.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The second process is gone.");
        var (first, second) = (await mine, JsonSerializer.Deserialize<string[]>(answer)!);
        return [.. jobs.Select((_, i) => i % 2 == 0 ? first[i / 2] : second[i / 2])];
    }

    private async Task<string?> CheckAsync(Guid payment) => await CheckAsync(await world.LoadAsync(payment));

    /// <summary>What must hold of every payment at any time, and that the trail tells as many signatures as there are.</summary>
    private async Task<string?> CheckAsync(Payment payment)
    {
        foreach (var level in payment.Route)
        {
            var count = payment.Standing.Count(s => s.Level == level.Ordinal);
            if (count > level.Rule.Quorum)
                return $"{count} signatures where {level.Rule.Quorum} were asked for";
            if (
                payment.State is PaymentState.InApproval or PaymentState.Approved
                && count == level.Rule.Quorum != level.SignedAt is not null
            )
                return "level and signatures do not agree";
        }
        if (payment.State == PaymentState.Approved && payment.CheckRelease() is { } refusal)
            return refusal.Code;
        if (payment.Events.Count != payment.Steps || payment.Events.Select(e => e.Number).Distinct().Count() != payment.Steps)
            return "the timeline has gaps";
        var subject = $"payment:{payment.PublicId}";
        var told = await node.UseAsync(
            (PortalDbContext db) => db.AuditEntries.CountAsync(e => e.Subject == subject && e.Action == "payment.signed")
        );
        return told == payment.Signatures.Count ? null : $"{payment.Signatures.Count} signatures, {told} in the trail";
    }
}
