using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>The sender's desk: which channels this installation may send through, and the orders in doubt within the data scope.</summary>
public sealed class ListSending(PortalDbContext db, Installation installation, SendingGate gate)
    : IUseCase<ListSending.Query, ListSending.View>
{
    /// <summary>Orders in doubt that are shown, the longest first.</summary>
    public const int MaxInDoubt = 200;

    public sealed record Query;

    /// <param name="InDoubtCount">All of them, also beyond <see cref="MaxInDoubt"/>.</param>
    public sealed record View(
        IReadOnlyList<ChannelRow> Channels,
        IReadOnlyList<DoubtRow> InDoubt,
        int InDoubtCount,
        string Host,
        bool MayArm,
        bool MayDisarm
    );

    /// <param name="Arming">A wish of one person that waits for a second one, for this installation; null: none.</param>
    /// <param name="ArmedElsewhere">Machines that are armed for the channel besides this one, or for other settings of it.</param>
    public sealed record ChannelRow(
        Guid Id,
        string Name,
        ChannelState State,
        bool IsArmed,
        WaitingArming? Arming,
        IReadOnlyList<string> ArmedElsewhere,
        int Waiting,
        int Sending
    );

    public sealed record WaitingArming(Guid Id, string AskedBy, DateTime AskedAt, bool IsMine);

    public sealed record DoubtRow(
        Guid Payment,
        string Number,
        int Line,
        string EndToEndId,
        string AccountName,
        string PayeeName,
        Money Amount,
        DateTime Since,
        DateTime? LastSentAt,
        string? BankCode,
        string? BankText,
        bool HasCorrection
    );

    public async Task<Result<View>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments) && !actor.May(Permission.ViewChannels))
            return Refusal.Forbidden;
        var visible = db.PaymentsVisibleTo(actor);
        var doubts =
            from order in db.PaymentInstructions
            join payment in visible on order.PaymentId equals payment.Id
            join account in db.Accounts on order.AccountId equals account.Id
            where order.State == InstructionState.Unknown
            orderby order.StateSince, order.Id
            select new
            {
                order,
                payment,
                account.Name,
            };
        var mayView = actor.May(Permission.ViewPayments);
        var rows = mayView ? await doubts.AsNoTracking().Take(MaxInDoubt).ToListAsync(ct) : [];
        var ids = rows.ConvertAll(row => row.order.Id).ToArray();
        var corrected = await db
            .PaymentCorrections.Where(c => c.State == CorrectionState.Waiting && EF.Parameter(ids).Contains(c.InstructionId))
            .Select(c => c.InstructionId)
            .ToListAsync(ct);
        return new View(
            await ChannelsAsync(actor, ct),
            rows.ConvertAll(row => new DoubtRow(
                row.payment.PublicId,
                row.payment.Number,
                row.order.LineNumber,
                row.order.EndToEndId,
                row.Name,
                // Who is paid how much in a payroll is for those who may see it.
                row.order.LineNumber > 0
                && !actor.May(Permission.SeePayroll)
                    ? ""
                    : row.order.To.AccountName,
                row.order.LineNumber > 0 && !actor.May(Permission.SeePayroll) ? Money.Zero(row.order.Amount.Currency) : row.order.Amount,
                row.order.StateSince,
                row.order.LastSentAt,
                row.order.BankCode,
                row.order.BankText,
                corrected.Contains(row.order.Id)
            )),
            mayView ? await doubts.CountAsync(ct) : 0,
            installation.Host,
            actor.May(Permission.ArmSending),
            actor.May(Permission.ArmSending) || actor.May(Permission.ManageChannels)
        );
    }

    private async Task<List<ChannelRow>> ChannelsAsync(Actor actor, CancellationToken ct)
    {
        var rows = new List<ChannelRow>();
        var paying = await db.Channels.AsNoTracking().Where(c => c.Kind == ChannelKind.CmbDirect).OrderBy(c => c.Name).ToListAsync(ct);
        foreach (var channel in paying)
        {
            var fingerprint = await installation.FingerprintAsync(channel, ct);
            var armings = await (
                from arming in db.SendingArmings
                join person in db.Users on arming.AskedBy equals person.Id
                where arming.ChannelId == channel.Id && arming.EndedAt == null
                select new { arming, person.DisplayName }
            )
                .AsNoTracking()
                .ToListAsync(ct);
            var waiting = armings.Find(a =>
                a.arming.ConfirmedAt is null && string.Equals(a.arming.Fingerprint, fingerprint, StringComparison.Ordinal)
            );
            rows.Add(
                new(
                    channel.PublicId,
                    channel.Name,
                    channel.State,
                    await gate.IsArmedAsync(channel, ct),
                    waiting is null
                        ? null
                        : new(
                            waiting.arming.PublicId,
                            waiting.DisplayName,
                            waiting.arming.AskedAt,
                            waiting.arming.AskedBy == actor.PersonId
                        ),
                    [
                        .. armings
                            .Where(a => a.arming.Stands && !string.Equals(a.arming.Fingerprint, fingerprint, StringComparison.Ordinal))
                            .Select(a => a.arming.Host)
                            .Distinct(StringComparer.Ordinal),
                    ],
                    await db.PaymentInstructions.CountAsync(o => o.ChannelId == channel.Id && o.State == InstructionState.Waiting, ct),
                    await db.PaymentInstructions.CountAsync(
                        o => o.ChannelId == channel.Id && (o.State == InstructionState.Sending || o.State == InstructionState.Accepted),
                        ct
                    )
                )
            );
        }
        return rows;
    }
}
