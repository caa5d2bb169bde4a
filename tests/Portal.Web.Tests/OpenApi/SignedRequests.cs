using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>Right calls of both APIs with <see cref="ApiWorld.Secret"/>, written after the contracts and not with the portal's code.</summary>
internal static class SignedRequests
{
    public const string BillPath = "/openapi/rpc/service";
    public const string Accounts = "/v1/accounts";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes(ApiWorld.Secret);

    /// <summary>A balance call of the finance bill API, as a form.</summary>
    /// <param name="seconds">Of its stamp after now. A little ahead: what was signed in the second in which the portal started is refused.</param>
    public static string Bill(string flag, string nonce, int seconds = 2)
    {
        var stamp = ChinaTime.FromUtc(DateTime.UtcNow.AddSeconds(seconds)).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        // Plain letters throughout, so that encoded and not is the same; in the order of their names.
        var text = $"charset=utf-8&flag={flag}&method=finance.getAccountBalance&nonce={nonce}&timestamp={stamp}&type=json&ver=1";
        return $"{text}&sign={Convert.ToHexString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(text)))}";
    }

    /// <summary>A list of accounts from the settlement API.</summary>
    public static HttpRequestMessage Settlement(string key, string nonce, int seconds = 2)
    {
        var stamp = DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var text = string.Join('\n', "GET", Accounts, "", stamp, nonce, "", Convert.ToHexStringLower(SHA256.HashData([])));
        var request = new HttpRequestMessage(HttpMethod.Get, Accounts);
        request.Headers.Add("Authorization", "Bearer " + key);
        request.Headers.Add("X-Timestamp", stamp);
        request.Headers.Add("X-Nonce", nonce);
        request.Headers.Add("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(text))));
        return request;
    }

    /// <returns>The code of the answer; "0" for success.</returns>
    public static async Task<string> BillCodeAsync(this HttpClient portal, string form, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, BillPath)
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        change?.Invoke(request);
        using var answer = await portal.SendAsync(request, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return json.RootElement.TryGetProperty("error_response", out var error) ? error.GetProperty("code").GetString()! : "0";
    }

    /// <returns>Status and code of the answer; "200" for success.</returns>
    public static async Task<string> SettlementCodeAsync(this HttpClient portal, HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await portal.SendAsync(request, TestContext.Current.CancellationToken);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return json.RootElement.TryGetProperty("code", out var code) ? $"{status} {code.GetString()}" : status;
        }
    }
}
