using System.Text;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.OpenApi.FinanceBill;

/// <summary>One call on its way through the checks; becomes a line of the call log.</summary>
internal sealed class BillCall(HttpContext http, DateTime at, long start)
{
    private const string Masked = "***";

    public HttpContext Http { get; } = http;

    public DateTime At { get; } = at;

    public long Start { get; } = start;

    public BillParameters? Parameters { get; set; }

    /// <summary>Set as soon as the flag names one, right signature or not.</summary>
    public KnownClient? Client { get; set; }

    /// <summary>Set when the signature is right.</summary>
    public int? Secret { get; set; }

    public int Rows { get; set; }

    /// <summary>When asked to wait.</summary>
    public TimeSpan? Wait { get; set; }

    /// <summary>Empty when there is none.</summary>
    public string this[string name] => Parameters?[name] ?? "";

    public ApiCall ToLine(string code, int milliseconds) =>
        new()
        {
            At = At,
            Api = ApiKind.FinanceBill,
            ClientId = Client?.Id,
            SecretId = Secret,
            Method = Cut(Uri.EscapeDataString(this["method"]), ApiCall.MaxMethod),
            Address = Http.Connection.RemoteIpAddress?.ToString(),
            Parameters = Line(),
            Code = code,
            Status = Http.Response.StatusCode,
            Rows = Rows,
            Milliseconds = milliseconds,
            RequestId = Cut(Http.TraceIdentifier, ApiCall.MaxRequestId),
        };

    /// <summary>Percent-encoded, so that nothing that came begins a line or an element of its own.</summary>
    private string Line()
    {
        if (Parameters is null)
            return "";
        var line = new StringBuilder();
        foreach (var (name, value) in Parameters.All)
        {
            if (line.Length >= ApiCall.MaxParameters)
                break;
            var shown = IsSecret(name) ? Masked : Uri.EscapeDataString(Cut(value, ApiCall.MaxParameters));
            line.Append(line.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(Cut(name, ApiCall.MaxMethod))).Append('=').Append(shown);
        }
        return Cut(line.ToString(), ApiCall.MaxParameters);
    }

    /// <summary>The signature; and whatever a client sends by mistake under such a name.</summary>
    private static bool IsSecret(string name) =>
        name.Equals("sign", StringComparison.OrdinalIgnoreCase)
        || name.Contains("secret", StringComparison.OrdinalIgnoreCase)
        || name.Contains("password", StringComparison.OrdinalIgnoreCase)
        || name.Contains("key", StringComparison.OrdinalIgnoreCase)
        || name.Contains("token", StringComparison.OrdinalIgnoreCase);

    /// <summary>Never between the halves of a character.</summary>
    private static string Cut(string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];
}
