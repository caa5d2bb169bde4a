using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.OpenApi.Windows;

/// <summary>
/// A memory that begins anew refuses what was signed before its beginning; a stamp from the future that was used before lies behind it, and
/// would be good a second time. So uses ahead of their time are kept in the database too, and those of before the beginning are looked up.
/// A client whose clock is right costs nothing here but one reading after a start.
/// </summary>
public sealed class AheadWindow(IForgetfulWindow inner, IServiceScopeFactory scopes, TimeProvider clock, int most = AheadWindow.DefaultMost)
    : IReplayWindow,
        IDisposable
{
    /// <summary>Of all clients together, before a call ahead of its time is one too many.</summary>
    private const int DefaultMost = 100_000;

    /// <summary>As many kept uses later, those whose time is over are removed.</summary>
    private const int SweepEvery = 1_000;

    /// <summary>Timestamps are whole seconds, and clocks differ a little.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(1);

    /// <summary>So much the clocks of two nodes may differ: one must not accept what another let the database forget.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>Before the token in the table of spent nonces: a blank stands in no nonce.</summary>
    private const string Mark = "ahead ";

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Known? known;
    private int keptSinceSweep = SweepEvery;
    private int live;

    /// <summary>What was used ahead of its time before the inner memory began.</summary>
    private sealed record Known(DateTime Since, FrozenSet<UInt128> Tokens);

    public async ValueTask<Spending> SpendAsync(Guid client, string token, DateTime signedAt, DateTime goodUntil, CancellationToken ct)
    {
        var spent = await inner.SpendAsync(client, token, signedAt, goodUntil, ct);
        if (spent != Spending.First)
            return spent;
        var (key, since) = (ReplayToken.Of(client, token), inner.RemembersSince);
        // Good from as long before its stamp as after it.
        var mayBeOlder = signedAt - (goodUntil - signedAt) <= since;
        if (mayBeOlder && (await KnownAsync(since, ct)).Contains(key))
            return Spending.UsedBefore;
        return signedAt > clock.GetUtcNow().UtcDateTime + Ahead ? await KeepAsync(client, key, goodUntil, ct) : Spending.First;
    }

    public void Dispose() => gate.Dispose();

    private async ValueTask<FrozenSet<UInt128>> KnownAsync(DateTime since, CancellationToken ct)
    {
        if (known is { } fresh && fresh.Since == since)
            return fresh.Tokens;
        await gate.WaitAsync(ct);
        try
        {
            if (known is { } read && read.Since == since)
                return read.Tokens;
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            var now = clock.GetUtcNow().UtcDateTime - Margin;
            var texts = await db
                .SpentNonces.Where(n => n.GoodUntil >= now && n.Nonce.StartsWith(Mark))
                .Select(n => n.Nonce)
                .ToListAsync(ct);
            known = new Known(
                since,
                texts
                    .Select(text => UInt128.Parse(text.AsSpan(Mark.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
                    .ToFrozenSet()
            );
            return known.Tokens;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Spending> KeepAsync(Guid client, UInt128 key, DateTime goodUntil, CancellationToken ct)
    {
        var nonce = string.Create(CultureInfo.InvariantCulture, $"{Mark}{key:x32}");
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var write = await db.BeginWriteAsync(ct);
        if (Interlocked.Increment(ref keptSinceSweep) > SweepEvery)
            await SweepAsync(db, ct);
        if (Volatile.Read(ref live) >= most)
            return Spending.Full;
        db.SpentNonces.Add(
            new SpentNonce
            {
                ClientId = client,
                Nonce = nonce,
                GoodUntil = goodUntil,
            }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await db.SpentNonces.AnyAsync(n => n.ClientId == client && n.Nonce == nonce, ct))
                return Spending.UsedBefore;
            throw;
        }
        await write.CommitAsync(ct);
        Interlocked.Increment(ref live);
        return Spending.First;
    }

    private async Task SweepAsync(PortalDbContext db, CancellationToken ct)
    {
        var over = clock.GetUtcNow().UtcDateTime - Margin;
        await db.SpentNonces.Where(n => n.GoodUntil < over && n.Nonce.StartsWith(Mark)).ExecuteDeleteAsync(ct);
        Volatile.Write(ref live, await db.SpentNonces.CountAsync(n => n.Nonce.StartsWith(Mark), ct));
        Volatile.Write(ref keptSinceSweep, 0);
    }
}
