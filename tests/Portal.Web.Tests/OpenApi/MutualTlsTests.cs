using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FundPortal.Domain.OpenApi;
using FundPortal.Web.Tests.Host;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>Clients that are bound to a certificate, over real TLS and behind a proxy.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private const string Key = "sk_live_of_the_tests";
    private const string Header = "X-Client-Cert";

    private readonly X509Certificate2 right = Make("erp", 1);
    private readonly X509Certificate2 other = Make("erp", 1);
    private readonly X509Certificate2 over = Make("erp", -1);
    private int calls;

    public void Dispose()
    {
        right.Dispose();
        other.Dispose();
        over.Dispose();
    }

    [Fact]
    public async Task The_bound_certificate_passes_and_another_or_none_is_refused_where_programs_are_asked_for_one()
    {
        await using var world = await ApiWorld.StartAsync(
            "Production",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Kestrel:Endpoints:Pages:Url"] = "https://127.0.0.1:0",
                ["Kestrel:Endpoints:Programs:Url"] = "https://127.0.0.1:0",
                ["Kestrel:Endpoints:Programs:ClientCertificateMode"] = "AllowCertificate",
            }
        );
        await BindAsync(world, right);
        var (pages, programs) = (new Uri(world.Host.App.Urls.First()), new Uri(world.Host.App.Urls.Last()));

        Assert.Equal(("0", "200"), await CallAsync(programs, right));
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(programs, other));
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(programs, null));
        // Pages ask for none, whatever the caller has.
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(pages, right));
        // A header is nobody's certificate where no proxy is named.
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(programs, null, Pem(right)));
    }

    [Fact]
    public async Task A_certificate_whose_time_is_over_is_none()
    {
        await using var world = await ApiWorld.StartAsync(
            "Production",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Kestrel:Endpoints:Programs:Url"] = "https://127.0.0.1:0",
                ["Kestrel:Endpoints:Programs:ClientCertificateMode"] = "AllowCertificate",
            }
        );
        await BindAsync(world, over);
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(world.Host.Address, over));
    }

    [Fact]
    public async Task A_named_proxy_tells_the_certificate_in_its_header_in_either_form()
    {
        await using var world = await ApiWorld.StartAsync(
            "Production",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Proxy:KnownNetworks"] = "127.0.0.0/8",
                ["Proxy:CertificateHeader"] = Header,
            }
        );
        await BindAsync(world, right);

        foreach (var header in new[] { Pem(right), Convert.ToBase64String(right.RawData) })
            Assert.Equal(("0", "200"), await CallAsync(world.Host.Address, null, header));
        foreach (var header in new[] { Pem(other), "", "%", "none", "-----BEGIN", Pem(right)[..200], Pem(right) + "," + Pem(right)[..9] })
            Assert.Equal(("401", "401 certificate_required"), await CallAsync(world.Host.Address, null, header));
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(world.Host.Address, null));
        // The proxy says who calls it; the header stays its own word.
        Assert.Equal(("0", "200"), await CallAsync(world.Host.Address, null, Pem(right), "192.0.2.7"));
    }

    [Fact]
    public async Task From_any_other_address_the_header_is_ignored()
    {
        await using var world = await ApiWorld.StartAsync(
            "Production",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Proxy:KnownProxies"] = "192.0.2.7",
                ["Proxy:CertificateHeader"] = Header,
            }
        );
        await BindAsync(world, right);
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(world.Host.Address, null, Pem(right)));
        // Nor does it help to claim to be the proxy.
        Assert.Equal(("401", "401 certificate_required"), await CallAsync(world.Host.Address, null, Pem(right), "192.0.2.7"));
    }

    private static async Task BindAsync(ApiWorld world, X509Certificate2 certificate)
    {
        var hash = certificate.GetCertHash(HashAlgorithmName.SHA256);
        await world.ClientAsync(more: c => c.CertificateHash = hash);
        await world.ClientAsync(SignatureScheme.Full, Key, c => c.CertificateHash = hash);
    }

    /// <returns>The codes of both APIs.</returns>
    private async Task<(string Bill, string Settlement)> CallAsync(
        Uri address,
        X509Certificate2? certificate,
        string? header = null,
        string? forwardedFor = null
    )
    {
        using var handler = PortalHost.Handler(isHttps: true);
        if (certificate is not null)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null);
        using var client = new HttpClient(handler) { BaseAddress = address };
        void Say(HttpRequestMessage request)
        {
            if (header is not null)
                Assert.True(request.Headers.TryAddWithoutValidation(Header, header));
            if (forwardedFor is not null)
                request.Headers.Add("X-Forwarded-For", forwardedFor);
        }
        var nonce = $"nonce-of-the-test-{++calls}";
        var bill = await client.BillCodeAsync(SignedRequests.Bill("erp01", nonce), Say);
        var settlement = SignedRequests.Settlement(Key, nonce);
        Say(settlement);
        return (bill, await client.SettlementCodeAsync(settlement));
    }

    private static string Pem(X509Certificate2 certificate) => Uri.EscapeDataString(certificate.ExportCertificatePem());

    /// <param name="days">From now to its end.</param>
    private static X509Certificate2 Make(string name, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(days));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
