using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels;

/// <summary>Whether anything of balances and transactions changed: four newest ids, whatever node or process wrote them. Tells nothing of what it was.</summary>
public sealed class FundsStamp(PortalDbContext db)
{
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Stamp(long Balance, long Transaction, long Provenance, long Difference);

    public async Task<Stamp> ReadAsync(CancellationToken ct) =>
        new(
            await db.AccountBalances.MaxAsync(b => (long?)b.Id, ct) ?? 0,
            await db.Transactions.MaxAsync(t => (long?)t.Id, ct) ?? 0,
            await db.ImportFiles.MaxAsync(f => (long?)f.Id, ct) ?? 0,
            await db.DayDifferences.MaxAsync(d => (long?)d.Id, ct) ?? 0
        );
}
