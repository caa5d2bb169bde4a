using System.Diagnostics;
using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Benchmarks.Payments;

/// <summary>
/// The proof of "paid exactly once": payments are approved and sent by two real portal processes, while the sandbox bank misbehaves at random
/// and the portals are killed, frozen and started again. At the end the bank's own books are asked.
/// </summary>
internal static class PaymentProof
{
    /// <summary>Spoiled calls, in ten-thousandths, unless another rate is asked for.</summary>
    public const int UsualFaults = 3_000;

    private const int MinPerSigning = 50;
    private const int OneKillIn = 25;
    private const int MaxTold = 20;

    private static readonly TimeSpan Freeze = TimeSpan.FromSeconds(8);

    /// <summary>Longer than the longest fault and the time until "not found" is believed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="faults">Spoiled calls in ten-thousandths.</param>
    /// <param name="isSweep">The portals also die at drawn system calls: just before data is durable, sent or received.</param>
    public static async Task<int> RunAsync(int count, int seed, int faults, bool isSweep)
    {
        Console.WriteLine($"{count} payments, seed {seed}, {faults} of 10,000 calls spoiled{(isSweep ? ", system calls swept" : "")}");
        var watch = Stopwatch.StartNew();
        var folder = Directory.CreateTempSubdirectory("fundportal-proof-").FullName;
        using var points = new KillPoints(seed);
        await using var bank = await SandboxBankProcess.StartAsync(points.Address);
        await bank.PaceAsync(settle: 200, late: 4_000, @return: 2_000, doubt: 4_000, hang: 3_000);
        await using var node = new ProofNode(folder);
        var world = new ProofWorld(node);
        await world.CreateAsync(bank);
        await bank.RandomAsync(seed, faults);
        var random = new Random(seed);
        PortalRun[] portals =
        [
            new(folder, node.Database) { Sweeper = isSweep ? new Random(seed + 1) : null },
            new(folder, node.Database) { Sweeper = isSweep ? new Random(seed + 2) : null },
        ];
        var gate = new Lock();
        _ = points.ListenAsync(drawn =>
        {
            lock (gate)
                portals[drawn / OneKillIn % portals.Length].Kill();
        });
        foreach (var portal in portals)
            portal.Start();
        points.OneIn = OneKillIn;
        using var end = new CancellationTokenSource();
        var chaos = isSweep ? ReviveAsync(portals, gate, end.Token) : ChaosAsync(portals, gate, random, end.Token);
        // A signer has one code every thirty seconds.
        var perSigning = Math.Clamp(count / 8, MinPerSigning, DecidePayments.MaxPayments);
        for (var made = 0; made < count; made += perSigning)
            await world.ApproveAsync(made, Math.Min(perSigning, count - made));
        Console.WriteLine($"{watch.Elapsed:mm\\:ss} all approved");
        await WaitAsync(node, count, mostly: true);
        await bank.FaultAsync("Outage", times: 30);
        Console.WriteLine($"{watch.Elapsed:mm\\:ss} calm");
        await end.CancelAsync();
        await chaos;
        points.OneIn = 0;
        await bank.ClearFaultsAsync();
        lock (gate)
        {
            foreach (var portal in portals)
            {
                if (portal.Sweeper is not null)
                    portal.Kill();
                portal.Sweeper = null;
                if (!portal.IsAlive)
                    portal.Start();
            }
        }
        await WaitAsync(node, count, mostly: false);
        foreach (var portal in portals)
            portal.Dispose();
        Console.WriteLine($"{watch.Elapsed:mm\\:ss} at rest");
        var wrong = await PaymentCheck.FindWrongAsync(node, bank, count);
        Console.WriteLine(
            $"killed {portals.Sum(p => p.Kills)} times ({string.Join(", ", points.Kills.Select(k => $"{k.Value} at {k.Key}"))}), frozen {portals.Sum(p => p.Freezes)} times"
        );
        if (isSweep)
            Console.WriteLine(
                "ended at system calls: "
                    + string.Join("; ", portals.Select(p => string.Join(", ", p.Ends.Select(e => $"{e.Value} at {e.Key}"))))
            );
        foreach (var line in wrong.Take(MaxTold))
            Console.WriteLine("WRONG: " + line);
        Console.WriteLine($"{count} payments, seed {seed}, {wrong.Count} wrong, {watch.Elapsed:mm\\:ss}");
        if (wrong.Count == 0)
            Directory.Delete(folder, recursive: true);
        else
            Console.WriteLine($"Left for a look: {folder}");
        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>Kills or freezes now one portal, now the other, now both, and starts again what is dead.</summary>
    private static async Task ChaosAsync(PortalRun[] portals, Lock gate, Random random, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(random.Next(1_500, 5_000), ct);
                switch (random.Next(5))
                {
                    case 0:
                        lock (gate)
                        {
                            foreach (var portal in portals)
                                portal.Kill();
                        }
                        break;
                    case 1:
                        await portals[random.Next(portals.Length)].FreezeAsync(Freeze);
                        break;
                    case 2:
                        lock (gate)
                            portals[random.Next(portals.Length)].Kill();
                        break;
                }
                await Task.Delay(random.Next(300), ct);
                lock (gate)
                {
                    foreach (var portal in portals.Where(portal => !portal.IsAlive))
                        portal.Start();
                }
                // Time to start, or nothing would ever be sent.
                await Task.Delay(5_000, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // Calm from here on.
        }
    }

    /// <summary>Starts again what has died.</summary>
    private static async Task ReviveAsync(PortalRun[] portals, Lock gate, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            lock (gate)
            {
                foreach (var portal in portals.Where(portal => !portal.IsAlive))
                    portal.Start();
            }
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Waits until all have ended, or none has for a while.</summary>
    /// <param name="mostly">Nine tenths are enough.</param>
    private static async Task WaitAsync(ProofNode node, int count, bool mostly)
    {
        var (wanted, before, since) = (mostly ? count * 9 / 10 : count, -1, Stopwatch.StartNew());
        while (since.Elapsed < Patience)
        {
            var ended = await node.UseAsync(
                (PortalDbContext db) =>
                    db.Payments.CountAsync(p =>
                        p.State == PaymentState.Settled || p.State == PaymentState.Failed || p.State == PaymentState.Returned
                    )
            );
            if (ended >= wanted)
                return;
            if (ended > before)
                since.Restart();
            before = ended;
            await Task.Delay(500);
        }
    }
}

/// <summary>Compares what the portal says with what the bank did.</summary>
internal static class PaymentCheck
{
    public static async Task<List<string>> FindWrongAsync(ProofNode node, SandboxBankProcess bank, int count)
    {
        var report = await bank.ReportAsync();
        var wrong = new List<string>(report.Problems);
        var payments = await node.UseAsync((PortalDbContext db) => db.Payments.AsNoTracking().ToListAsync());
        if (payments.Count != count)
            wrong.Add($"{payments.Count} payments instead of {count}");
        var byReference = report.Orders.ToLookup(row => row.Order.Reference, StringComparer.Ordinal);
        foreach (var payment in payments)
        {
            var orders = byReference[EndToEndId.Of(payment.PublicId, 0)].ToList();
            var executions = orders.Count == 0 ? 0 : orders[0].Executions;
            var wanted = payment.State is PaymentState.Settled or PaymentState.Returned ? 1 : 0;
            if (payment.State is not (PaymentState.Settled or PaymentState.Returned or PaymentState.Failed))
                wrong.Add($"{payment.Number} is {payment.State}; the bank executed it {executions} times");
            else if (executions != wanted)
                wrong.Add($"{payment.Number} is {payment.State}, and the bank executed it {executions} times");
            foreach (var (order, _) in orders)
            {
                // What was signed is what the bank got.
                var got = (
                    order.AmountMinor,
                    order.FromAccount,
                    order.ToAccount,
                    order.ToName,
                    order.ToBank,
                    order.ToBankCode,
                    order.Purpose
                );
                var to = payment.To!;
                var signed = (
                    payment.AmountMinor,
                    SandboxBankProcess.Pool,
                    to.AccountNumber,
                    to.AccountName,
                    to.BankName,
                    to.BankCode ?? "",
                    payment.Purpose
                );
                var isSame = got.Equals(signed);
                if (!isSame)
                    wrong.Add($"{payment.Number} was signed otherwise than the bank got it");
                var isTold =
                    (order.State, payment.State)
                    is
                        ("settled", PaymentState.Settled)
                        or
                        ("failed", PaymentState.Failed)
                        or
                        ("returned", PaymentState.Returned or PaymentState.Settled);
                if (!isTold)
                    wrong.Add($"{payment.Number} is {payment.State}, the bank says {order.State}");
            }
        }
        var known = payments.Select(p => EndToEndId.Of(p.PublicId, 0)).ToHashSet(StringComparer.Ordinal);
        wrong.AddRange(
            report.Orders.Where(row => !known.Contains(row.Order.Reference)).Select(row => $"{row.Order.Reference} is nobody's")
        );
        var paid = payments.Where(p => p.State is PaymentState.Settled or PaymentState.Returned).Sum(p => p.AmountMinor);
        var moved = report.Orders.Sum(row => row.Order.AmountMinor * (row.Order.State is "settled" or "returned" ? 1 : 0));
        if (paid != moved)
            wrong.Add($"the portal paid {paid}, the bank moved {moved}");
        var audit = await node.UseAsync((VerifyAudit u) => u.HandleAsync(new(), Actor.System, default));
        if (!audit.IsOk || !audit.Value.IsWhole)
            wrong.Add("the audit chain does not verify");
        var states = string.Join(", ", payments.CountBy(p => p.State).Select(s => $"{s.Value} {s.Key}"));
        Console.WriteLine($"{states}; {report.Orders.Count} orders at the bank, {report.Orders.Count(row => row.Executions > 0)} executed");
        return wrong;
    }
}
