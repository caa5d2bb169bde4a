using FundPortal.Application.Data;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// The question right before the first byte of an order leaves: is the order still ours, and would it still be claimed? A sender that was
/// frozen past its lease and woken again hears no here, and so does one whose payment, people, channel or arming changed since the claim.
/// </summary>
public sealed class LastLook(IServiceScopeFactory scopes, TimeProvider clock)
{
    public async Task<bool> MaySendAsync(long id, long fence, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var order = await db.PaymentInstructions.AsNoTracking().SingleAsync(o => o.Id == id, ct);
        var payment = await db.Payments.AsNoTracking().WithContent().SingleAsync(p => p.Id == order.PaymentId, ct);
        var gate = scope.ServiceProvider.GetRequiredService<SendingGate>();
        if ((await gate.CheckOrderAsync(payment, order, ct)).Refusal is not null)
            return false;
        // Last, since time passes while the gate is asked.
        var now = clock.GetUtcNow().UtcDateTime;
        return await db.PaymentInstructions.AnyAsync(
            o => o.Id == id && o.Fence == fence && o.State == InstructionState.Sending && o.LeasedUntil > now,
            ct
        );
    }
}
