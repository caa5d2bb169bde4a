using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Audit;

/// <summary>Which entries of the trail; what is null or blank lets everything through.</summary>
/// <param name="From">First day, in China time.</param>
/// <param name="To">Last day, in China time.</param>
/// <param name="Actor">Part of the actor's name.</param>
/// <param name="Action">How the action begins: <c>person.</c>, <c>statement.exported</c>.</param>
/// <param name="Subject">How the subject begins: <c>account:</c>, <c>statement:3f…</c>.</param>
/// <param name="Text">Part of the data.</param>
public sealed record AuditFilter(
    DateOnly? From = null,
    DateOnly? To = null,
    string? Actor = null,
    string? Action = null,
    string? Subject = null,
    string? Text = null
)
{
    /// <summary>Longest text of each field, in UTF-16 units.</summary>
    public const int MaxText = 200;

    internal Refusal? Check()
    {
        if (From > To)
            return Refusal.Invalid("to", "period_backwards");
        foreach (var (field, text) in new[] { ("actor", Actor), ("action", Action), ("subject", Subject), ("text", Text) })
            if (text?.Length > MaxText)
                return Refusal.Invalid(field, "text_too_long", MaxText);
        return null;
    }

    internal IQueryable<AuditEntry> Apply(PortalDbContext db)
    {
        var entries = db.AuditEntries.AsNoTracking();
        // The first day of all began before the first instant.
        if (From is { } from && from > DateOnly.MinValue)
        {
            var start = ChinaTime.StartOf(from);
            entries = entries.Where(e => e.At >= start);
        }
        if (To is { } to && to < DateOnly.MaxValue)
        {
            var end = ChinaTime.StartOf(to.AddDays(1));
            entries = entries.Where(e => e.At < end);
        }
        if (!string.IsNullOrWhiteSpace(Actor))
            entries = entries.Where(e => e.ActorName.Contains(Actor.Trim()));
        if (!string.IsNullOrWhiteSpace(Action))
            entries = entries.Where(e => e.Action.StartsWith(Action.Trim()));
        if (!string.IsNullOrWhiteSpace(Subject))
            entries = entries.Where(e => e.Subject.StartsWith(Subject.Trim()));
        if (!string.IsNullOrWhiteSpace(Text))
            entries = entries.Where(e => e.Data.Contains(Text.Trim()));
        return entries;
    }
}
