using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Data;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Notices;

/// <summary>
/// Tells people something: a notice for the bell and, where mail is configured, an e-mail. Joins the caller's save, so people hear of what
/// was committed and of nothing else.
/// </summary>
public sealed class Noticeboard(PortalDbContext db, TimeProvider clock, MailOptions? mail = null, OutboxBell? bell = null)
{
    internal const int MaxLink = 300;
    internal const int MaxArgs = 4_000;

    /// <summary>In UTF-16 units; longer texts (a reason, say) are cut, the page behind the link has them whole.</summary>
    private const int MaxArg = 200;

    private bool willRing;

    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    /// <param name="link">A local path, such as <c>/payments/…</c>.</param>
    /// <param name="args">What fills the kind's places, in the order of <see cref="NoticeKinds.Places"/>. Never an amount.</param>
    /// <exception cref="ArgumentException">The kind is unknown, its places do not fit, or the link is not local: a bug.</exception>
    public void Add(Guid person, string kind, string link, params object[] args)
    {
        if (!NoticeKinds.Places.TryGetValue(kind, out var places))
            throw new ArgumentException($"'{kind}' is no kind of notice.", nameof(kind));
        if (places.Length != args.Length)
            throw new ArgumentException($"{kind} has the places {string.Join(", ", places)}; {args.Length} were given.", nameof(args));
        if (!link.StartsWith('/') || link.StartsWith("//", StringComparison.Ordinal) || link.Length > MaxLink || link.Any(char.IsControl))
            throw new ArgumentException($"'{link}' is not a local path.", nameof(link));
        // The portal itself reads no notices.
        if (person == Guid.Empty)
            return;
        var now = clock.GetUtcNow().UtcDateTime;
        var notice = new Notice
        {
            PersonId = person,
            Kind = kind,
            Args = JsonSerializer.Serialize(args.Select(Text), NoticeTexts.Json),
            Link = link,
            At = now,
        };
        db.Notices.Add(notice);
        if (mail is not { IsOn: true })
            return;
        // Whether the person has an address, and may still be told, is asked when it is sent.
        db.OutboxMessages.Add(
            new OutboxMessage
            {
                MessageId = Guid.CreateVersion7(),
                Notice = notice,
                DueAt = now,
            }
        );
        if (willRing || bell is null)
            return;
        willRing = true;
        db.Committed += bell.Ring;
    }

    /// <summary>The same for several people; nobody is told twice.</summary>
    public void Add(IEnumerable<Guid> people, string kind, string link, params object[] args)
    {
        foreach (var person in people.Distinct())
            Add(person, kind, link, args);
    }

    /// <summary>One line without signs that steer anything, as it will stand in a page and in an e-mail's subject.</summary>
    private static string Text(object arg)
    {
        var text = arg switch
        {
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Convert.ToString(arg, CultureInfo.InvariantCulture) ?? "",
        };
        var line = string.Concat(text.EnumerateRunes().Select(rune => PlainLine.Has(rune) ? rune.ToString() : " "));
        if (line.Length <= MaxArg)
            return line;
        var end = char.IsHighSurrogate(line[MaxArg - 2]) ? MaxArg - 2 : MaxArg - 1;
        return line[..end] + "…";
    }
}
