using System.Security.Cryptography;
using System.Text.Json;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Sandbox;

/// <summary>
/// Payments of a sandbox client: filed, looked at and taken back as real ones are, with the same checks and keys. There is no directory of
/// payees and no approver: whoever is named is paid, as the amount's last digits say (<see cref="SandboxPayment.Timetable"/>).
/// </summary>
public sealed class SandboxPayments(PortalDbContext db, SandboxBook book, PaymentEntryReader reader, IAudit audit, TimeProvider clock)
{
    private const int Attempts = 25;

    public async Task<Result<FileApiPayment.Filed>> FileAsync(FileApiPayment.Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.MayInSandbox(ApiPermission.FilePayments))
            return Refusal.Forbidden;
        if (FileApiPayment.CheckKey(input.Key) is { } wrong)
            return wrong;
        await book.AccountsAsync(actor.PersonId, ct);
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input));
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            try
            {
                return await TryAsync(input, hash, actor, ct);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // The same key or the same nonce in this moment: looked at again with what is there now.
            }
        }
    }

    public async Task<Result<ShowApiPayment.Found>> ShowAsync(ShowApiPayment.Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.MayInSandbox(ApiPermission.ReadPayments))
            return Refusal.Forbidden;
        await book.MoveAsync(actor.PersonId, ct);
        return await FindAsync(input, actor, ct);
    }

    public async Task<Result<ShowApiPayment.Found>> CancelAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (!actor.MayInSandbox(ApiPermission.FilePayments))
            return Refusal.Forbidden;
        await book.MoveAsync(actor.PersonId, ct);
        db.ChangeTracker.Clear();
        await using (var write = await db.BeginWriteAsync(ct))
        {
            var payment = await db.SandboxPayments.SingleOrDefaultAsync(p => p.PublicId == id && p.ClientId == actor.PersonId, ct);
            if (payment is null)
                return Refusal.NotFound;
            if (await IsSpentAsync(actor, ct))
                return FileApiPayment.NonceReused;
            if (!payment.MayBeCancelled)
                return Refusal.Conflict;
            var before = payment.State;
            payment.CancelledAt = Now();
            payment.NextAt = null;
            var account = await db.SandboxAccounts.SingleAsync(a => a.Id == payment.AccountId, ct);
            await SandboxNews.PaymentAsync(db, account, payment, before, payment.CancelledAt.Value, ct);
            audit.Append(actor, "sandbox.payment_cancelled", $"sandbox_payment:{payment.PublicId}", new { before, after = payment.State });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                // Another node spent the nonce, or moved the payment, in this moment.
                return Refusal.Conflict;
            }
            await write.CommitAsync(ct);
        }
        return await FindAsync(new(id, null), actor, ct);
    }

    private async Task<Result<FileApiPayment.Filed>> TryAsync(FileApiPayment.Command input, byte[] hash, Actor actor, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var earlier = await db
            .SandboxPayments.AsNoTracking()
            .SingleOrDefaultAsync(p => p.ClientId == actor.PersonId && p.Key == input.Key, ct);
        if (earlier is not null)
            return CryptographicOperations.FixedTimeEquals(earlier.RequestHash, hash) ? FiledOf(earlier) : FileApiPayment.KeyConflict;
        if (await IsSpentAsync(actor, ct))
            return FileApiPayment.NonceReused;
        if (
            input.ExternalRef is not null
            && await db.SandboxPayments.AnyAsync(p => p.ClientId == actor.PersonId && p.ExternalRef == input.ExternalRef, ct)
        )
            return FileApiPayment.ReferenceUsed;
        var account = await db.SandboxAccounts.SingleOrDefaultAsync(a => a.ClientId == actor.PersonId && a.PublicId == input.Account, ct);
        var problems = new List<Refusal>();
        if (account is null)
            problems.Add(Refusal.Invalid("account", "account_unknown"));
        var entry = new PaymentEntry(
            PaymentType.Transfer,
            input.Account,
            input.Payee,
            null,
            input.Amount,
            input.Purpose,
            input.ExternalRef,
            input.DuplicateReason,
            input.PayOn,
            input.Currency
        );
        var amount = PaymentEntryReader.Amount(entry, account is null ? null : SandboxViews.AccountOf(account), problems);
        var (purpose, reference) = PaymentEntryReader.Texts(entry, problems);
        reader.CheckDay(input.PayOn, problems);
        var hasDetails = input.PayeeName is not null && input.PayeeNumber is not null;
        if (input.Payee is not null && (input.PayeeName ?? input.PayeeNumber ?? input.PayeeBankCode) is not null)
            problems.Add(Refusal.Invalid("payee", "payee_twice"));
        else if (input.Payee is null && !hasDetails)
            problems.Add(Refusal.Invalid("payee", "payee_required"));
        if (problems.Count > 0)
            return problems[0];
        var payment = new SandboxPayment
        {
            ClientId = actor.PersonId,
            Key = input.Key,
            RequestHash = hash,
            ExternalRef = reference,
            AccountId = account!.Id,
            PayeeName = input.PayeeName ?? "Sandbox payee",
            PayeeNumber = input.PayeeNumber ?? input.Payee!.Value.ToString("N"),
            AmountMinor = amount!.Value.Minor,
            Purpose = purpose,
            PayOn = input.PayOn,
            FiledAt = Now(),
            Done = 2,
        };
        payment.NextAt = SandboxBook.NextOf(payment);
        db.SandboxPayments.Add(payment);
        audit.Append(
            actor,
            "sandbox.payment_filed",
            $"sandbox_payment:{payment.PublicId}",
            new
            {
                before = (object?)null,
                after = payment.State,
                key = input.Key,
            }
        );
        await SandboxNews.PaymentAsync(db, account, payment, PaymentState.Draft, payment.FiledAt, ct);
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return FiledOf(payment);
    }

    private async Task<Result<ShowApiPayment.Found>> FindAsync(ShowApiPayment.Query input, Actor actor, CancellationToken ct)
    {
        var payment = await db
            .SandboxPayments.AsNoTracking()
            .Where(p => p.ClientId == actor.PersonId)
            .SingleOrDefaultAsync(p => input.Payment != null ? p.PublicId == input.Payment : p.ExternalRef == input.ExternalRef, ct);
        if (payment is null)
            return Refusal.NotFound;
        var account = await db.SandboxAccounts.AsNoTracking().SingleAsync(a => a.Id == payment.AccountId, ct);
        var steps = payment
            .Timetable.Take(payment.Done)
            .Select(s => new ShowApiPayment.Step(s.Step, s.State, payment.FiledAt + s.After, s.BankCode))
            .ToList();
        if (payment.CancelledAt is { } at)
            steps.Add(new(PaymentStep.Cancelled, PaymentState.Cancelled, at, null));
        var isSent = steps.Exists(step => step.What == PaymentStep.Released);
        return new ShowApiPayment.Found(
            payment.PublicId,
            payment.ExternalRef,
            payment.State,
            account.PublicId,
            payment.PayeeName,
            payment.PayeeNumber,
            new Money(payment.AmountMinor, account.Currency),
            payment.Purpose,
            payment.PayOn,
            payment.FiledAt,
            isSent ? SandboxBook.ReferenceOf(payment) : null,
            steps
        );
    }

    private static FileApiPayment.Filed FiledOf(SandboxPayment payment) =>
        new(payment.PublicId, payment.ExternalRef, PaymentState.InApproval, payment.FiledAt);

    private Task<bool> IsSpentAsync(Actor actor, CancellationToken ct) =>
        db.SpentNonces.AnyAsync(n => n.ClientId == actor.PersonId && n.Nonce == actor.Program!.Nonce, ct);

    /// <summary>In whole milliseconds, as the database keeps it: a repeated request gets exactly the first answer.</summary>
    private DateTime Now() => new(clock.GetUtcNow().Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
}
