using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Audit;

/// <summary>The filtered trail as a CSV file, oldest first, with every hash, so that it can be verified elsewhere. The export is an entry itself.</summary>
public sealed class ExportAudit(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<ExportAudit.Command, ExportAudit.Exported>
{
    public sealed record Command(AuditFilter Filter);

    /// <param name="Content">At its beginning; the file disappears when it is disposed.</param>
    public sealed record Exported(FileStream Content, string FileName, string ContentType, long Entries) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Content.DisposeAsync();
    }

    public async Task<Result<Exported>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit))
            return Refusal.Forbidden;
        if (input.Filter.Check() is { } wrong)
            return wrong;
        var now = clock.GetUtcNow();
        var content = StatementTempFile.Create();
        try
        {
            var entries = await WriteAsync(input.Filter, content, ct);
            audit.Append(actor, "audit.exported", "audit", new { entries, input.Filter });
            await db.SaveChangesAsync(ct);
            content.Position = 0;
            var name = string.Create(CultureInfo.InvariantCulture, $"audit-{now:yyyyMMdd-HHmmss}.csv");
            return new Exported(content, name, "text/csv; charset=utf-8", entries);
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private async Task<long> WriteAsync(AuditFilter filter, FileStream content, CancellationToken ct)
    {
        var output = new Utf8Output(content);
        output.Write("\uFEFFSeq,At,ActorId,ActorName,Address,Action,Subject,Data,PreviousHash,Hash\r\n");
        var entries = 0L;
        await foreach (var entry in AuditReader.InOrderAsync(filter.Apply(db), ct))
        {
            WriteRow(output, entry);
            entries++;
        }
        output.Flush();
        return entries;
    }

    private static void WriteRow(Utf8Output output, AuditEntry entry)
    {
        output.Write(entry.Seq);
        output.Write(string.Create(CultureInfo.InvariantCulture, $",{entry.At:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"));
        foreach (
            var text in (string?[])[entry.ActorId?.ToString(), entry.ActorName, entry.Address, entry.Action, entry.Subject, entry.Data]
        )
            WriteText(output, text);
        output.Write(",");
        output.Write(Convert.ToHexStringLower(entry.PreviousHash));
        output.Write(",");
        output.Write(Convert.ToHexStringLower(entry.Hash));
        output.Write("\r\n");
    }

    /// <summary>In quotation marks, printable, and never a formula. An absent text is an empty field, an empty text <c>""</c>.</summary>
    private static void WriteText(Utf8Output output, string? text)
    {
        output.Write(",");
        if (text is null)
            return;
        var safe = PrintableText.Of(text);
        output.Write(CsvGuard.IsNeeded(safe) ? "\"'" : "\"");
        output.Write(safe.Replace("\"", "\"\"", StringComparison.Ordinal));
        output.Write("\"");
    }
}
