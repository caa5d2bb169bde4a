using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace FundPortal.Sdk.Tests;

/// <summary>Answers with what it was given, in turn, and keeps what it was asked. Nobody waits.</summary>
internal sealed class Server : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> answers = new();

    public List<HttpRequestMessage> Calls { get; } = [];

    public List<string> Bodies { get; } = [];

    public ImpatientClock Clock { get; } = new();

    public Server Says(HttpStatusCode status, string body, TimeSpan? retryAfter = null)
    {
        answers.Enqueue(() =>
        {
            var answer = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            answer.Headers.RetryAfter = retryAfter is { } wait ? new RetryConditionHeaderValue(wait) : null;
            return answer;
        });
        return this;
    }

    public Server Breaks()
    {
        answers.Enqueue(() => throw new HttpRequestException("broken"));
        return this;
    }

    public FinanceBill Bill() => new(new Uri("https://portal.test"), "erp01", "s3cr3t", options: Options());

    public Settlement Settlement() => new(new Uri("https://portal.test"), "sk_test_1", "s3cr3t", options: Options());

    public IEnumerable<string> Heads(string name) => Calls.Select(call => string.Join(',', call.Headers.GetValues(name)));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Calls.Add(request);
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        return answers.Dequeue()();
    }

    private ClientOptions Options() => new() { Handler = this, Clock = Clock };
}

/// <summary>Short waits end at once and are kept.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // The limit of a call is no wait.
        if (dueTime >= new ClientOptions().Timeout)
            return base.CreateTimer(callback, state, dueTime, period);
        Waits.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
