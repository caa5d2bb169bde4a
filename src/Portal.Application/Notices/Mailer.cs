using System.Globalization;
using MailKit.Net.Smtp;
using MimeKit;
using MimeKit.Text;

namespace FundPortal.Application.Notices;

/// <summary>One connection to the mail server, opened at the first e-mail.</summary>
public sealed class Mailer(MailOptions options) : IDisposable
{
    /// <summary>For connecting and for each e-mail; far below <see cref="SendOutbox.Lease"/>.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private SmtpClient? client;

    /// <summary>Opens the connection where there is none: TLS as configured, the server's certificate checked, then the account.</summary>
    public async Task ConnectAsync(CancellationToken ct)
    {
        if (client is { IsConnected: true })
            return;
        client?.Dispose();
        client = new SmtpClient
        {
            Timeout = (int)Limit.TotalMilliseconds,
            // As everywhere in .NET by default: a finance department's network seldom reaches a public revocation list.
            CheckCertificateRevocation = false,
        };
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        await client.ConnectAsync(options.Host, options.Port, options.Security, limited.Token);
        if (options.User is { Length: > 0 } user)
            await client.AuthenticateAsync(user, options.Password ?? "", limited.Token);
    }

    public async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        await client!.SendAsync(message, limited.Token);
    }

    /// <summary>The e-mail of a notice, in the receiver's language; the same row always gives the same Message-Id.</summary>
    /// <param name="to">An address that <see cref="IsAddress"/> takes.</param>
    public MimeMessage Write(OutboxMessage message, string to, string language)
    {
        var culture = CultureInfo.GetCultureInfo(string.Equals(language, "en", StringComparison.Ordinal) ? "en" : "zh-CN");
        var sentence = NoticeTexts.Sentence(message.Notice.Kind, message.Notice.Args, culture);
        var from = MailboxAddress.Parse(options.Sender);
        var mail = new MimeMessage
        {
            MessageId = $"{message.MessageId:N}@{from.Domain}",
            Date = new DateTimeOffset(message.Notice.At, TimeSpan.Zero),
            Subject = string.Format(culture, NoticeTexts.Word("MailSubject", culture), sentence),
            Body = new TextPart(TextFormat.Plain)
            {
                Text = string.Format(culture, NoticeTexts.Word("MailBody", culture), sentence, options.PublicAddress + message.Notice.Link),
            },
        };
        mail.From.Add(from);
        mail.To.Add(new MailboxAddress(name: "", to));
        // Nobody's absence note is to answer a machine (RFC 3834).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    /// <summary>One plain address without a name, a comment, a line end or anything else beside it.</summary>
    public static bool IsAddress(string text) =>
        text.Length <= MaxAddress
        && text.Count(c => c == '@') == 1
        && text.All(c => char.IsAsciiLetterOrDigit(c) || "@.!#$%&'*+/=?^_`{|}~-".Contains(c, StringComparison.Ordinal))
        && text.Split('@') is [{ Length: > 0 and <= 64 }, { Length: > 0 } domain]
        && Uri.CheckHostName(domain) == UriHostNameType.Dns
        && domain.Contains('.', StringComparison.Ordinal)
        && !text.Contains("..", StringComparison.Ordinal)
        && !text.StartsWith('.')
        && !text.Contains(".@", StringComparison.Ordinal);

    /// <summary>RFC 5321 4.5.3.1.3, less the angle brackets.</summary>
    public const int MaxAddress = 254;

    public void Dispose() => client?.Dispose();
}
