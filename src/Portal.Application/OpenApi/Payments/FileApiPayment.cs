using System.Security.Cryptography;
using System.Text.Json;
using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Payees;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Payments;

/// <summary>
/// A program files a payment to a payee of the directory: it enters the approval route like one made by hand, the program being its maker.
/// The same idempotency key files once, for ever, and gets the first answer again.
/// </summary>
public sealed class FileApiPayment(
    PortalDbContext db,
    PaymentEntryReader reader,
    SubmitPayment submit,
    Signatories signatories,
    PaymentNotices notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<FileApiPayment.Command, FileApiPayment.Filed>
{
    /// <summary>The key came before with another request.</summary>
    public static readonly Refusal KeyConflict = new("idempotency_conflict");

    /// <summary>The client's own reference stands in another payment of it.</summary>
    public static readonly Refusal ReferenceUsed = Refusal.Invalid("externalRef", "external_ref_used");

    /// <summary>The call was carried out before; a retry is signed anew.</summary>
    public static readonly Refusal NonceReused = new("nonce_reused");

    /// <summary>Two filings against one limit, or with one reference, meet in the database; the second looks again.</summary>
    private const int Attempts = 25;

    /// <param name="Key">Idempotency key: 1 to 100 printable ASCII signs, told apart byte by byte.</param>
    /// <param name="Payee">The payee's public id; null when the bank details tell it.</param>
    /// <param name="PayeeName">With <paramref name="PayeeNumber"/>, in place of <paramref name="Payee"/>: must stand in the directory like this.</param>
    /// <param name="Amount">Decimal text, above zero, at most the currency's decimals.</param>
    /// <param name="PayOn">Bank date; null: as soon as it is approved.</param>
    public sealed record Command(
        string Key,
        string? ExternalRef,
        Guid Account,
        Guid? Payee,
        string? PayeeName,
        string? PayeeNumber,
        string? PayeeBankCode,
        string? Amount,
        string? Currency,
        string? Purpose,
        DateOnly? PayOn,
        string? DuplicateReason
    );

    /// <summary>As it was when it was filed.</summary>
    public sealed record Filed(Guid Payment, string? ExternalRef, PaymentState State, DateTime At);

    public async Task<Result<Filed>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(ApiPermission.FilePayments))
            return Refusal.Forbidden;
        if (CheckKey(input.Key) is { } wrong)
            return wrong;
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
                // The same key, the same limit or the same nonce in this moment: looked at again with what is there now.
            }
        }
    }

    internal static Refusal? CheckKey(string key) =>
        key is not { Length: > 0 and <= ApiFiling.MaxKey } || key.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? Refusal.Invalid("idempotencyKey", "idempotency_key_form", ApiFiling.MaxKey)
            : null;

    private async Task<Result<Filed>> TryAsync(Command input, byte[] hash, Actor actor, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var earlier = await db.ApiFilings.AsNoTracking().SingleOrDefaultAsync(f => f.ClientId == actor.PersonId && f.Key == input.Key, ct);
        if (earlier is not null)
            return CryptographicOperations.FixedTimeEquals(earlier.RequestHash, hash)
                ? new Filed(earlier.PaymentId, earlier.ExternalRef, earlier.State, earlier.At)
                : KeyConflict;
        if (await db.SpentNonces.AnyAsync(n => n.ClientId == actor.PersonId && n.Nonce == actor.Program!.Nonce, ct))
            return NonceReused;
        if (
            input.ExternalRef is not null
            && await db.ApiFilings.AnyAsync(f => f.ClientId == actor.PersonId && f.ExternalRef == input.ExternalRef, ct)
        )
            return ReferenceUsed;
        var payee = await PayeeAsync(input, actor, ct);
        if (payee.Refusal is { } unknown)
            return unknown;
        var entry = new PaymentEntry(
            PaymentType.Transfer,
            input.Account,
            payee.Value,
            null,
            input.Amount,
            input.Purpose,
            input.ExternalRef,
            input.DuplicateReason,
            input.PayOn,
            input.Currency
        );
        var read = await reader.ReadAsync(entry, actor, ct);
        if (read.Order is not { } order)
            return read.Problems[0];
        // In whole milliseconds, as the database keeps it: a repeated request gets exactly the first answer.
        var now = new DateTime(clock.GetUtcNow().Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, DateTimeKind.Utc);
        var payment = new Payment(Guid.CreateVersion7(), order, PaymentSource.Api, null, new Doer(actor.PersonId, actor.Address, now));
        payment.FiledWithKeysOf(await KeyHoldersAsync(actor.PersonId, ct));
        db.Payments.Add(payment);
        audit.Append(
            actor,
            "payment.entered",
            $"payment:{payment.PublicId}",
            new
            {
                before = (ToldPayment?)null,
                after = ToldPayment.Of(payment),
                key = input.Key,
            }
        );
        // So that it has its number.
        await db.SaveChangesAsync(ct);
        var filed = await submit.FileAsync(payment, actor, ct);
        if (filed.Refusal is { } refusal)
            return refusal;
        db.ApiFilings.Add(
            new ApiFiling
            {
                ClientId = actor.PersonId,
                Key = input.Key,
                ExternalRef = input.ExternalRef,
                RequestHash = hash,
                PaymentId = payment.PublicId,
                State = payment.State,
                At = now,
            }
        );
        notices.Submitted(payment, await signatories.ForAccountAsync(payment.AccountId, ct));
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return new Filed(payment.PublicId, input.ExternalRef, payment.State, now);
    }

    /// <summary>The payee of the directory that is meant. A program never brings new bank details in: people enter and confirm those.</summary>
    private async Task<Result<Guid>> PayeeAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (input.Payee is { } id)
            return input.PayeeName is null && input.PayeeNumber is null && input.PayeeBankCode is null
                ? id
                : Refusal.Invalid("payee", "payee_twice");
        if (input.PayeeName is null || input.PayeeNumber is null)
            return Refusal.Invalid("payee", "payee_required");
        var account = await db.AccountsVisibleTo(actor).SingleOrDefaultAsync(a => a.PublicId == input.Account, ct);
        if (account is null)
            return Refusal.Invalid("account", "account_unknown");
        var key = BankDetailsCheck.AccountKey(input.PayeeNumber);
        var found = await db.PayeesVisibleTo(actor)
            .PayableFrom(db, account)
            .AsNoTracking()
            .Where(payee => payee.AccountKey == key)
            .ToListAsync(ct);
        var meant = found
            .Where(payee => string.Equals(payee.Details.AccountName, input.PayeeName, StringComparison.Ordinal))
            // Of two directories the one of the payer itself comes first.
            .OrderBy(payee => payee.LegalEntityId == account.LegalEntityId ? 0 : 1)
            .ThenBy(payee => payee.Id)
            .FirstOrDefault();
        if (meant is null)
            return Refusal.Invalid("payee", "payee_not_in_directory");
        if (input.PayeeBankCode is { } code && !string.Equals(meant.Details.BankCode, code, StringComparison.Ordinal))
            return Refusal.Invalid("payeeBankCode", "payee_bank_differs", meant.Details.BankCode ?? "–");
        return meant.PublicId;
    }

    private async Task<List<Guid>> KeyHoldersAsync(Guid id, CancellationToken ct)
    {
        var client = await db.ApiClients.AsNoTracking().Include(c => c.Holders).SingleAsync(c => c.Id == id, ct);
        return [client.OwnerId, client.CreatedBy, .. client.Holders.Select(holder => holder.PersonId)];
    }
}
