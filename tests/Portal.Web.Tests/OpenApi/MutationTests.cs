using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using FundPortal.Web.OpenApi.FinanceBill;
using FundPortal.Web.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>
/// Row G1: right calls, one step changed, at the verifiers themselves. What passes must mean what was signed (other case of a hexadecimal
/// digit, pairs in another order); everything else is refused. Nothing is remembered and nobody waits, so that only the signature decides.
/// </summary>
public sealed class MutationTests
{
    private const int Count = 50_000;
    private const string Key = "sk_live_of_the_tests";
    private const string BasicKey = "sk_live_of_the_basic_tests";
    private const string Nonce = "nonce-of-the-test-1";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes(ApiWorld.Secret);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SignatureScheme.HmacSha256)]
    [InlineData(SignatureScheme.OmsMd5)]
    public async Task G1_fifty_thousand_changed_calls_of_the_finance_bill_API_never_pass_with_another_meaning(SignatureScheme scheme)
    {
        await using var world = await StartAsync();
        await world.ClientAsync(scheme);
        var services = world.Host.App.Services;
        var clock = services.GetRequiredService<TimeProvider>();
        var gate = new BillGate(services.GetRequiredService<ClientDirectory>(), new NeverUsed(), new RateGate(new NoLimit()), clock);
        var right = Form(scheme, clock.GetUtcNow());
        var meant = BillParameters.ReadForm(Encoding.ASCII.GetBytes(right)).Parameters!;
        async Task<bool> PassesAsync(BillParameters parameters)
        {
            await using var scope = services.CreateAsyncScope();
            var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            var call = new BillCall(http, default, 0) { Parameters = parameters };
            return await gate.CheckAsync(call, Ct) is null && (await BillMethods.AnswerAsync(call, Ct)).Fault is null;
        }
        Assert.True(await PassesAsync(meant));

        var random = new Random(20_260_302);
        var (readable, same) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            var mutant = Mutant.Of(random, right);
            if (BillParameters.ReadForm(Encoding.UTF8.GetBytes(mutant)).Parameters is not { } parameters)
                continue;
            readable++;
            if (!await PassesAsync(parameters))
                continue;
            same++;
            Assert.True(IsSame(meant, parameters), $"Passes, and means something else: {mutant}");
        }
        // The test is worth something: most were read, and those that mean the same did pass.
        Assert.True(readable > Count / 2, $"{readable}");
        Assert.InRange(same, 100, Count / 2);
    }

    [Theory]
    [InlineData(SignatureScheme.Full)]
    [InlineData(SignatureScheme.Basic)]
    public async Task G1_fifty_thousand_changed_calls_of_the_settlement_API_never_pass_with_another_meaning(SignatureScheme scheme)
    {
        await using var world = await StartAsync();
        var key = scheme == SignatureScheme.Full ? Key : BasicKey;
        await world.ClientAsync(scheme, key, c => c.Allow([IPNetwork.Parse("127.0.0.0/8")]));
        var services = world.Host.App.Services;
        var clock = services.GetRequiredService<TimeProvider>();
        var gate = new CallGate(services.GetRequiredService<ClientDirectory>(), new NeverUsed(), new RateGate(new NoLimit()), clock);
        var right = Call.Right(scheme, key, clock.GetUtcNow());
        async Task<bool> PassesAsync(Call call)
        {
            var caller = await gate.IdentifyAsync(call.Heads(), Ct);
            return caller.IsOk && (await gate.ProveAsync(caller.Value, SHA256.HashData(Encoding.UTF8.GetBytes(call.Body)), Ct)).IsOk;
        }
        Assert.True(await PassesAsync(right));

        var random = new Random(20_260_302);
        var same = 0;
        for (var i = 0; i < Count; i++)
        {
            var mutant = right.Mutate(random, scheme);
            if (!await PassesAsync(mutant))
                continue;
            same++;
            Assert.True(mutant.Means(right), $"Passes, and means something else: {mutant}");
        }
        Assert.InRange(same, 10, Count / 2);
    }

    [Fact]
    public async Task G1_changed_calls_over_the_wire_are_refused_with_a_code_and_never_break_anything()
    {
        await using var world = await StartAsync();
        await world.ClientAsync();
        await world.ClientAsync(SignatureScheme.Full, Key);
        var now = world.Host.Database.Clock.GetUtcNow();
        var (form, call) = (Form(SignatureScheme.HmacSha256, now), Call.Right(SignatureScheme.Full, Key, now));
        var meant = BillParameters.ReadForm(Encoding.ASCII.GetBytes(form)).Parameters!;
        var random = new Random(20_260_303);
        for (var i = 0; i < 300; i++)
        {
            var mutant = Mutant.Of(random, form);
            var code = await world.Host.Client.BillCodeAsync(mutant);
            Assert.False(code is "500", mutant);
            if (code is "0")
                Assert.True(IsSame(meant, BillParameters.ReadForm(Encoding.UTF8.GetBytes(mutant)).Parameters!), mutant);
        }
        for (var i = 0; i < 300; i++)
        {
            var mutant = call.Mutate(random, SignatureScheme.Full);
            var status = await StatusAsync(world.Host.Address, mutant);
            Assert.True(status is >= 200 and < 500, $"{status} to {mutant}");
            if (status == 200)
                Assert.True(mutant.Means(call), $"Passes, and means something else: {mutant}");
        }
        Assert.Equal("0", await world.Host.Client.BillCodeAsync(form));
        Assert.Equal(200, await StatusAsync(world.Host.Address, call));
    }

    /// <summary>The signature of the weak scheme is over joined text, so that a caught call could be cut elsewhere: without its page, shop or start.</summary>
    [Theory]
    [InlineData("nonce=nonce-of-the-test-1page_no2", "page_no")]
    [InlineData("nonce=nonce-of-the-test-1page_no2page_size20", "page_no", "page_size")]
    [InlineData("shop_code=SHOP001start_time2024-01-01 00:00:00", "start_time")]
    public async Task G1_a_weakly_signed_call_cannot_be_cut_elsewhere(string longer, params string[] gone)
    {
        await using var world = await StartAsync();
        await world.ClientAsync(SignatureScheme.OmsMd5);
        var right = Form(SignatureScheme.OmsMd5, world.Host.Database.Clock.GetUtcNow());
        var name = longer[..longer.IndexOf('=', StringComparison.Ordinal)];
        var forged = right
            .Split('&')
            .Where(pair => !gone.Append(name).Any(lost => pair.StartsWith(lost + "=", StringComparison.Ordinal)))
            .Append($"{name}={Uri.EscapeDataString(longer[(name.Length + 1)..])}");

        Assert.Equal("2002", await world.Host.Client.BillCodeAsync(string.Join('&', forged)));
        Assert.Equal("0", await world.Host.Client.BillCodeAsync(right));
    }

    /// <summary>With a clock that stands, and a door that remembers nothing and lets everybody ask.</summary>
    private static async Task<ApiWorld> StartAsync()
    {
        var host = await PortalHost.StartAsync(
            realCookies: true,
            more: builder =>
            {
                builder.Services.AddSingleton<ITokenBuckets>(new NoLimit());
                builder.Services.AddSingleton<IReplayWindow>(new NeverUsed());
            }
        );
        return await ApiWorld.StartAsync(on: host);
    }

    private static string Form(SignatureScheme scheme, DateTimeOffset now)
    {
        var stamp = ChinaTime.FromUtc(now.UtcDateTime).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var call = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["flag"] = "erp01",
            ["method"] = "finance.getTransactionList",
            ["ver"] = "1",
            ["charset"] = "utf-8",
            ["type"] = "json",
            ["timestamp"] = stamp,
            ["nonce"] = Nonce,
            ["page_no"] = "2",
            ["page_size"] = "20",
            ["shop_code"] = "SHOP001",
            ["start_time"] = "2024-01-01 00:00:00",
            ["trans_type"] = "income",
        };
        var sign = scheme == SignatureScheme.OmsMd5 ? BillText.OmsMd5(Secret, call) : BillText.HmacSha256(Secret, call);
        call["sign"] = Convert.ToHexString(sign);
        return string.Join('&', call.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
    }

    private static bool IsSame(BillParameters one, BillParameters two) =>
        one.All.Count() == two.All.Count()
        && one.All.All(pair =>
            string.Equals(pair.Value, two[pair.Key], pair.Key is "sign" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
        );

    /// <summary>As bytes, since a client library would put some of them right.</summary>
    private static async Task<int> StatusAsync(Uri portal, Call call)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, portal.Port, Ct);
        await using var stream = client.GetStream();
        await stream.WriteAsync(call.Bytes(), Ct);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(Ct) ?? "";
        return int.Parse(line.Split(' ')[1], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private sealed class NeverUsed : IReplayWindow
    {
        public ValueTask<Spending> SpendAsync(Guid client, string token, DateTime signedAt, DateTime goodUntil, CancellationToken ct) =>
            ValueTask.FromResult(Spending.First);
    }

    private sealed class NoLimit : ITokenBuckets
    {
        public ValueTask<byte[]> SecretAsync(CancellationToken ct) => ValueTask.FromResult(new byte[TokenBucket.SecretBytes]);

        public ValueTask<TimeSpan?> TakeAsync(TokenBucket bucket, int count, CancellationToken ct) => ValueTask.FromResult<TimeSpan?>(null);
    }

    /// <summary>A call of the settlement API, part by part as it goes over the wire.</summary>
    private sealed record Call(
        string Method,
        string Path,
        string Query,
        string Authorization,
        string Timestamp,
        string Nonce,
        string IdempotencyKey,
        string Signature,
        string Body
    )
    {
        public static Call Right(SignatureScheme scheme, string key, DateTimeOffset now)
        {
            var stamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var call = new Call("GET", "/v1/accounts", "limit=5", "Bearer " + key, stamp, MutationTests.Nonce, "key-of-the-test", "", "");
            string[] lines = [call.Method, call.Path, call.Query, stamp, call.Nonce, call.IdempotencyKey];
            var text =
                scheme == SignatureScheme.Basic
                    ? stamp + key
                    : string.Join('\n', lines.Append(Convert.ToHexStringLower(SHA256.HashData([]))));
            return call with { Signature = Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(text))) };
        }

        /// <summary>Of <c>basic</c> only what it covers at all.</summary>
        public Call Mutate(Random random, SignatureScheme scheme) =>
            random.Next(scheme == SignatureScheme.Basic ? 3 : 9) switch
            {
                0 => this with { Authorization = Mutant.Of(random, Authorization) },
                1 => this with { Timestamp = Mutant.Of(random, Timestamp) },
                2 => this with { Signature = Mutant.Of(random, Signature) },
                3 => this with { Method = Mutant.Of(random, Method) },
                4 => this with { Path = Mutant.Of(random, Path) },
                5 => this with { Query = Mutant.Of(random, Query) },
                6 => this with { Nonce = Mutant.Of(random, Nonce) },
                7 => this with { IdempotencyKey = Mutant.Of(random, IdempotencyKey) },
                _ => this with { Body = Mutant.Of(random, Body) },
            };

        public CallHeads Heads() =>
            new(Method, Path, Query, IPAddress.Loopback, CertificateHash: null, Authorization, Timestamp, Nonce, Signature, IdempotencyKey);

        /// <summary>Blanks around a header's value are not part of it.</summary>
        public bool Means(Call other) =>
            string.Equals(Method, other.Method, StringComparison.Ordinal)
            && string.Equals(Path, other.Path, StringComparison.Ordinal)
            && string.Equals(Uri.UnescapeDataString(Query), other.Query, StringComparison.Ordinal)
            && string.Equals(Authorization[..6], other.Authorization[..6], StringComparison.OrdinalIgnoreCase)
            && string.Equals(Authorization[6..].Trim(), other.Authorization[6..].Trim(), StringComparison.Ordinal)
            && string.Equals(Timestamp.Trim(), other.Timestamp, StringComparison.Ordinal)
            && string.Equals(Nonce.Trim(), other.Nonce, StringComparison.Ordinal)
            && string.Equals(IdempotencyKey.Trim(), other.IdempotencyKey, StringComparison.Ordinal)
            && string.Equals(Signature.Trim(), other.Signature, StringComparison.OrdinalIgnoreCase)
            && string.Equals(Body, other.Body, StringComparison.Ordinal);

        public byte[] Bytes() =>
            Encoding.UTF8.GetBytes(
                string.Join(
                    "\r\n",
                    $"{Method} {Path}{(Query.Length > 0 ? "?" : "")}{Query} HTTP/1.1",
                    "Host: 127.0.0.1",
                    "Connection: close",
                    "Authorization: " + Authorization,
                    "X-Timestamp: " + Timestamp,
                    "X-Nonce: " + Nonce,
                    "Idempotency-Key: " + IdempotencyKey,
                    "X-Signature: " + Signature,
                    $"Content-Length: {Encoding.UTF8.GetByteCount(Body).ToString(CultureInfo.InvariantCulture)}",
                    "",
                    Body
                )
            );
    }
}
