using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace FundPortal.Sdk;

/// <summary>Sends calls, in time and again where that is safe.</summary>
internal sealed class Caller : IDisposable
{
    /// <summary>A server that asks for more is left to the caller.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(0.5);

    private readonly ClientOptions options;
    private readonly HttpClient http;

    public Caller(Uri address, ClientOptions options)
    {
        var isHttp = string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal);
        if (!string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) && !(isHttp && address.IsLoopback))
            throw new ArgumentException("The address must be https.", nameof(address));
        this.options = options;
        Root = address.GetLeftPart(UriPartial.Authority);
        Prefix = address.AbsolutePath.TrimEnd('/');
        http = new HttpClient(
            options.Handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) },
            disposeHandler: options.Handler is null
        )
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }

    public string Root { get; }

    public string Prefix { get; }

    public DateTimeOffset Now => options.Clock.GetUtcNow();

    /// <summary>32 hexadecimal digits that nobody can guess.</summary>
    public static string Random() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Asks again, signed anew, while the error may pass. Only for what may safely arrive twice.</summary>
    public async Task<T> RepeatAsync<T>(Func<Task<T>> once, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await once().ConfigureAwait(false);
            }
            catch (FundPortalException error) when (attempt < options.Attempts && error.MayPass)
            {
                wait = error.RetryAfter ?? FirstWait * (1 << (attempt - 1));
                if (wait > LongestWait)
                    throw;
            }
            await Task.Delay(wait, options.Clock, ct).ConfigureAwait(false);
        }
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(options.Timeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            using var answer = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return new Answer(answer.StatusCode, answer.Headers.RetryAfter?.Delta, body);
        }
        catch (OperationCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new FundPortalException("timeout", $"no answer within {options.Timeout}", inner: error);
        }
        catch (HttpRequestException error)
        {
            throw new FundPortalException("network", error.Message, inner: error);
        }
    }

    public void Dispose() => http.Dispose();
}

internal sealed record Answer(HttpStatusCode Status, TimeSpan? RetryAfter, byte[] Body)
{
    public bool IsGood => (int)Status is >= 200 and < 300;

    /// <summary>An object.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Told below.
        }
        throw IsGood ? new FundPortalException("network", "the answer is not a JSON object", Status) : Unexpected();
    }

    public FundPortalException Unexpected() =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"http_{(int)Status}"),
            "the server gave no reason",
            Status,
            retryAfter: RetryAfter
        );
}
