using System.Security.Cryptography;
using System.Text.Json;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// Compares a payment's route and signatures with what the audit chain recorded of them. The content hash covers what is paid, not who had
/// to sign: whoever writes to the database past the portal could take an open level away, or put a signature of somebody there.
/// </summary>
public sealed class SignedRecord(PortalDbContext db)
{
    /// <summary>What stands in the audit entry of a submission: SHA-256, lower-case hex, over the whole route, its signers included.</summary>
    public static string HashOf(Payment payment)
    {
        // Named one by one: a property that the route gets later must not change the form of payments that are on their way.
        var levels = payment.Route.Select(level => new
        {
            level.Ordinal,
            level.Rule.Stage,
            level.Rule.Name,
            level.Rule.Quorum,
            level.Rule.Origin,
            level.Rule.Signers.Roles,
            level.Rule.Signers.People,
            level.Rule.TimeLimit?.RemindAfter,
            level.Rule.TimeLimit?.EscalateAfter,
            EscalateToRoles = level.Rule.TimeLimit?.EscalateTo?.Roles,
            EscalateToPeople = level.Rule.TimeLimit?.EscalateTo?.People,
            level.Rule.TimeLimit?.ExpireAfter,
        });
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(levels, AuditJson.Options)));
    }

    /// <param name="payment">With its content.</param>
    public async Task<bool> AgreesAsync(Payment payment, CancellationToken ct)
    {
        var subject = $"payment:{payment.PublicId}";
        var entries = db.AuditEntries.AsNoTracking().Where(e => e.Subject == subject);
        // Nothing is signed after the release, and a payroll has thousands of entries after it.
        var end =
            await entries.Where(e => e.Action == "payment.released").OrderBy(e => e.Seq).Select(e => (long?)e.Seq).FirstOrDefaultAsync(ct)
            ?? long.MaxValue;
        var submitted = await entries
            .Where(e => e.Action == "payment.submitted" && e.Seq < end)
            .OrderByDescending(e => e.Seq)
            .FirstOrDefaultAsync(ct);
        if (submitted is null || !IsWhole(submitted) || !IsRoute(payment, submitted))
            return false;
        var steps = await entries
            .Where(e => e.Seq > submitted.Seq && e.Seq < end)
            .Where(e => e.Action == "payment.signed" || e.Action == "payment.signature_withdrawn")
            .OrderBy(e => e.Seq)
            .ToListAsync(ct);
        if (!steps.TrueForAll(IsWhole))
            return false;
        var recorded = Standing(steps, Convert.ToHexStringLower(payment.ContentHash!));
        return payment.Standing.All(s =>
            recorded.Contains(new(s.PersonId, s.RouteNumber, s.Level, s.OnBehalfOf)) && !IsByItsOwnHand(payment, s)
        );
    }

    private sealed record Voice(Guid Person, int Route, int Level, Guid? OnBehalfOf);

    /// <summary>Replays who signed what was signed here, and who took it back.</summary>
    private static HashSet<Voice> Standing(List<AuditEntry> steps, string shown)
    {
        var standing = new HashSet<Voice>();
        foreach (var step in steps)
        {
            using var data = JsonDocument.Parse(step.Data);
            var told = data.RootElement;
            if (string.Equals(step.Action, "payment.signed", StringComparison.Ordinal))
            {
                var signature = told.GetProperty("signature");
                if (
                    step.ActorId is { } person
                    && string.Equals(told.GetProperty("shown").GetString(), shown, StringComparison.OrdinalIgnoreCase)
                )
                    standing.Add(
                        new(
                            person,
                            signature.GetProperty("route").GetInt32(),
                            signature.GetProperty("level").GetInt32(),
                            signature.GetProperty("onBehalfOf") is { ValueKind: JsonValueKind.String } other ? other.GetGuid() : null
                        )
                    );
                continue;
            }
            var gone = told.GetProperty("fallen").EnumerateArray().Select(fallen => fallen.GetGuid()).ToHashSet();
            // Entries of before delegates' signatures could be taken back name the signer as the actor only.
            gone.Add(told.TryGetProperty("person", out var signer) ? signer.GetGuid() : step.ActorId ?? Guid.Empty);
            standing.RemoveWhere(voice => gone.Contains(voice.Person));
        }
        return standing;
    }

    /// <summary>The entry is what its own hash says. That it is a link of the chain is what verifying the chain says.</summary>
    private static bool IsWhole(AuditEntry entry) => AuditChain.HashOf(entry).AsSpan().SequenceEqual(entry.Hash);

    private static bool IsRoute(Payment payment, AuditEntry submitted)
    {
        using var data = JsonDocument.Parse(submitted.Data);
        var told = data.RootElement;
        if (told.TryGetProperty("route", out var route))
            return string.Equals(route.GetString(), HashOf(payment), StringComparison.Ordinal);
        // Submitted before the route's hash was recorded: its levels were.
        return told.GetProperty("levels")
            .EnumerateArray()
            .Select(level => (level.GetProperty("stage").GetInt32(), level.GetProperty("quorum").GetInt32()))
            .Order()
            .SequenceEqual(payment.Route.Select(level => (level.Rule.Stage, level.Rule.Quorum)).Order());
    }

    /// <summary>Who made or filed it never signs it. A payee's bank details may change after somebody signed: that is no such part.</summary>
    private static bool IsByItsOwnHand(Payment payment, Signature signature) =>
        signature.IsVoiceOf(payment.MakerId)
        || payment.Hands.Any(hand => hand.Part != PaymentPart.PayeeChanger && signature.IsVoiceOf(hand.PersonId));
}
