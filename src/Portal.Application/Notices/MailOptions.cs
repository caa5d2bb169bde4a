using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace FundPortal.Application.Notices;

/// <summary>
/// Settings <c>Mail:Host</c> (empty: no e-mail), <c>Mail:Port</c>, <c>Mail:Security</c> (<c>StartTls</c>, <c>Tls</c>, or <c>None</c> in
/// Development), <c>Mail:User</c>, <c>Mail:Password</c>, <c>Mail:From</c> and <c>Mail:PublicAddress</c>, under which people reach the portal.
/// </summary>
public sealed record MailOptions(
    string Host,
    int Port,
    SecureSocketOptions Security,
    string? User,
    string? Password,
    string Sender,
    string PublicAddress
)
{
    /// <summary>Port of message submission with STARTTLS (RFC 6409), and with TLS from the first byte (RFC 8314).</summary>
    private const int StartTlsPort = 587;
    private const int TlsPort = 465;

    public bool IsOn => Host.Length > 0;

    /// <exception cref="InvalidOperationException">A setting is missing or wrong.</exception>
    public static MailOptions From(IConfiguration configuration)
    {
        var mail = configuration.GetSection("Mail");
        var host = mail["Host"]?.Trim() ?? "";
        if (host.Length == 0)
            return new("", 0, SecureSocketOptions.None, null, null, "", "");
        var security = mail["Security"] switch
        {
            null or "" or "StartTls" => SecureSocketOptions.StartTls,
            "Tls" => SecureSocketOptions.SslOnConnect,
            "None" => SecureSocketOptions.None,
            var other => throw new InvalidOperationException($"Mail:Security '{other}' is unknown: use StartTls or Tls."),
        };
        if (!MailboxAddress.TryParse(mail["From"], out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
            throw new InvalidOperationException("Mail:Host is set, so Mail:From must be an e-mail address.");
        if (!Uri.TryCreate(mail["PublicAddress"], UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new InvalidOperationException("Mail:Host is set, so Mail:PublicAddress must be the portal's address, https://….");
        var port = mail.GetValue<int?>("Port") ?? (security == SecureSocketOptions.SslOnConnect ? TlsPort : StartTlsPort);
        return new(host, port, security, mail["User"], mail["Password"], mail["From"]!, address.GetLeftPart(UriPartial.Authority));
    }
}
