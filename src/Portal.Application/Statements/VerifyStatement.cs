using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Statements;

/// <summary>Says whether a downloaded statement is as the portal made it: its cells give its code, and the audit chain knows the code.</summary>
public sealed class VerifyStatement(PortalDbContext db, IAudit audit) : IUseCase<VerifyStatement.Command, VerifyStatement.Answer>
{
    /// <param name="Content">Seekable, at its beginning; at most <see cref="MaxBytes"/>.</param>
    public sealed record Command(Stream Content, string FileName);

    /// <summary>A statement of a million rows is about 60 MB.</summary>
    public const long MaxBytes = 200L * 1024 * 1024;

    /// <param name="IsKnown">The audit chain has an export with this code.</param>
    /// <param name="IsAnchorRight">Number and hash printed on the file are those of that entry: the chain was not written anew since.</param>
    public sealed record Answer(StatementVerification File, bool IsKnown, bool IsAnchorRight, DateTime? ExportedAt, string? ExportedBy)
    {
        public bool IsGenuine => File.Verdict == StatementVerdict.Unaltered && IsKnown && IsAnchorRight;
    }

    public async Task<Result<Answer>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ExportStatements) && !actor.May(Permission.ViewAudit))
            return Refusal.Forbidden;
        if (input.Content.Length > MaxBytes)
            return Refusal.Invalid("file", "file_too_large", MaxBytes);
        var file = await StatementVerifier.VerifyAsync(input.Content, ct);
        var subject = file.ComputedCode is { } code ? ExportStatement.SubjectOf(code) : null;
        var entries = subject is null
            ? []
            : await db
                .AuditEntries.AsNoTracking()
                .Where(entry => entry.Subject == subject && entry.Action == "statement.exported")
                .ToListAsync(ct);
        var entry = entries.Find(e => e.Seq == file.Anchor?.Seq) ?? entries.FirstOrDefault();
        var answer = new Answer(file, entry is not null, IsRight(file.Anchor, entry), entry?.At, entry?.ActorName);
        audit.Append(
            actor,
            "statement.verified",
            subject ?? "statement:?",
            new
            {
                fileName = input.FileName,
                verdict = file.Verdict,
                genuine = answer.IsGenuine,
            }
        );
        await db.SaveChangesAsync(ct);
        return answer;
    }

    private static bool IsRight(AuditAnchor? anchor, AuditEntry? entry) =>
        anchor is not null
        && entry is not null
        && anchor.Seq == entry.Seq
        && string.Equals(anchor.Hash, Convert.ToHexStringLower(entry.Hash), StringComparison.Ordinal);
}
