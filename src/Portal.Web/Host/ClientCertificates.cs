using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace FundPortal.Web.Host;

/// <summary>
/// Certificates of programs that call the APIs (mutual TLS). An https endpoint asks for one where its settings say so
/// (<c>Kestrel:Endpoints:…:ClientCertificateMode</c>), which pages' endpoints do not: a browser would ask its user. Behind a reverse proxy
/// the certificate comes in the header that <c>Proxy:CertificateHeader</c> names.
/// </summary>
internal static class ClientCertificates
{
    /// <summary>
    /// Whoever issued it: a client is bound to one certificate by its thumbprint, so it may well be self-made, and a chain would prove
    /// nothing more. A call without the right one is refused by the API, which can say why; a broken connection could not.
    /// </summary>
    public static void AcceptClientCertificates(this KestrelServerOptions kestrel) =>
        kestrel.ConfigureHttpsDefaults(https => https.AllowAnyClientCertificate());

    /// <returns>SHA-256 of the caller's certificate; null when it has none, or one whose time has not come or is over.</returns>
    public static async ValueTask<byte[]?> HashOfAsync(HttpContext context, DateTime now, CancellationToken ct) =>
        await context.Connection.GetClientCertificateAsync(ct) is { } certificate
        && certificate.NotBefore.ToUniversalTime() <= now
        && now <= certificate.NotAfter.ToUniversalTime()
            ? certificate.GetCertHash(HashAlgorithmName.SHA256)
            : null;

    /// <summary>PEM with percent-encoding (nginx: <c>$ssl_client_escaped_cert</c>) or DER in Base64 (HAProxy: <c>ssl_c_der,base64</c>).</summary>
    /// <exception cref="Exception">It is neither; the caller then has no certificate.</exception>
    public static X509Certificate2 Read(string header)
    {
        var text = Uri.UnescapeDataString(header);
        return text.Contains("-----BEGIN", StringComparison.Ordinal)
            ? X509Certificate2.CreateFromPem(text)
            : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text));
    }
}
