using System.Globalization;
using System.Net;
using System.Xml;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>The door of the settlement API over HTTP: key, address, time, nonce, signature, replay, permission, log.</summary>
public sealed class SignedCallTests
{
    private const string Accounts = "/v1/accounts";

    [Fact]
    public async Task A_signed_call_is_answered_in_JSON_without_cookies_and_redirects()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();

        var answer = await caller.GetAsync(Accounts);

        Assert.Equal(200, answer.Status);
        Assert.Equal("application/json", answer.Type!.MediaType);
        Assert.Equal(3, answer.Json.GetProperty("accounts").GetArrayLength());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task G6_whatever_is_changed_after_signing_is_refused()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        var changes = new (string What, Action<Draft> Change)[]
        {
            ("method", d => d.Method = "POST"),
            ("path", d => d.Target = "/v1/account/balance?limit=5"),
            ("query", d => d.Target = "/v1/accounts?limit=6"),
            ("more query", d => d.Target = "/v1/accounts?limit=5&cursor=AAAAAAAAAAc"),
            (
                "timestamp",
                d => d.Timestamp = (long.Parse(d.Timestamp!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)
            ),
            ("nonce", d => d.Nonce += "0"),
            ("idempotency key", d => d.IdempotencyKey = "K1"),
            ("body", d => d.Body = [(byte)'x']),
            ("signature", d => d.Signature = (d.Signature![0] == '0' ? '1' : '0') + d.Signature[1..]),
        };
        foreach (var (what, change) in changes)
        {
            var answer = await caller.GetAsync("/v1/accounts?limit=5", d => d.AfterSigning = change);
            Assert.True(answer.Outcome is "401 signature_invalid", $"{what}: {answer.Outcome}");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz")]
    [InlineData("short")]
    [InlineData("long")]
    public async Task G1_a_signature_that_is_none_is_refused(string signature)
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        var sent = signature switch
        {
            "zz" => new string('z', 64),
            "short" => new string('a', 63),
            "long" => new string('a', 66),
            _ => signature,
        };
        Assert.Equal("401 signature_invalid", (await caller.GetAsync(Accounts, d => d.Signature = sent)).Outcome);
        Assert.Equal(
            200,
            (await caller.GetAsync(Accounts, d => d.AfterSigning = x => x.Signature = x.Signature!.ToUpperInvariant())).Status
        );
    }

    [Theory]
    [InlineData(-301, "401 timestamp_expired")]
    [InlineData(-300, "200")]
    [InlineData(0, "200")]
    [InlineData(300, "200")]
    [InlineData(301, "401 timestamp_expired")]
    public async Task G2_a_timestamp_is_good_for_300_seconds_both_ways_ends_included(int seconds, string outcome)
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        host.Later(1_000);
        var stamp = (host.Portal.Database.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(outcome, (await caller.GetAsync(Accounts, d => d.Timestamp = stamp)).Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1772416802000")]
    [InlineData("20260302100002")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("１７７２４１６８０２")]
    [InlineData(" ")]
    [InlineData("999999999999999999999999")]
    public async Task G2_a_timestamp_that_is_no_Unix_time_in_seconds_is_refused(string? stamp)
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        var sent = stamp is not null && stamp.Any(c => c > 127) ? "%EF%BC%91" : stamp;
        Assert.Equal("401 timestamp_expired", (await caller.GetAsync(Accounts, d => d.Timestamp = sent)).Outcome);
    }

    [Fact]
    public async Task G3_fifty_copies_of_one_call_are_answered_once()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync(change: c => c.CallsPerSecond = 100);
        foreach (var nonce in new[] { "the-nonce-of-this-call", null })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => caller.GetAsync(Accounts, d => d.Nonce = nonce)));
            Assert.Single(answers, a => a.Status == 200);
            Assert.Equal(49, answers.Count(a => a.Outcome is "401 nonce_reused"));
        }
        // A nonce with another second's signature is the same nonce.
        host.Later();
        Assert.Equal("401 nonce_reused", (await caller.GetAsync(Accounts, d => d.Nonce = "the-nonce-of-this-call")).Outcome);
    }

    [Fact]
    public async Task G3_a_stamp_from_the_future_stays_used_until_it_is_too_old()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        var stamp = (host.Portal.Database.Clock.GetUtcNow().ToUnixTimeSeconds() + 290).ToString(CultureInfo.InvariantCulture);
        void Same(Draft d) => (d.Timestamp, d.Nonce) = (stamp, "stamped-in-the-future");
        Assert.Equal(200, (await caller.GetAsync(Accounts, Same)).Status);
        host.Later(310);
        Assert.Equal("401 nonce_reused", (await caller.GetAsync(Accounts, Same)).Outcome);
        host.Later(281);
        Assert.Equal("401 timestamp_expired", (await caller.GetAsync(Accounts, Same)).Outcome);
    }

    [Fact]
    public async Task What_was_signed_before_the_node_started_may_have_been_used_there()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        var before = (host.Portal.Database.Clock.GetUtcNow().ToUnixTimeSeconds() - 60).ToString(CultureInfo.InvariantCulture);
        Assert.Equal("401 nonce_reused", (await caller.GetAsync(Accounts, d => d.Timestamp = before)).Outcome);
    }

    [Theory]
    [InlineData("fifteen-signs--")]
    [InlineData("with a blank inside it")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_nonce_has_16_to_64_visible_characters(string nonce)
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        Assert.Equal("400 nonce_invalid", (await caller.GetAsync(Accounts, d => d.Nonce = nonce)).Outcome);
    }

    [Fact]
    public async Task A_change_needs_a_nonce()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        Assert.Equal("400 nonce_invalid", (await caller.PostAsync("/v1/payments", "{}", d => d.Nonce = null)).Outcome);
    }

    [Fact]
    public async Task Basic_reads_once_a_second_from_listed_addresses_and_changes_nothing()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync(scheme: SignatureScheme.Basic);
        Assert.Equal(200, (await caller.GetAsync(Accounts)).Status);
        // A new nonce would otherwise open the door again to whoever saw the headers.
        Assert.Equal("401 nonce_reused", (await caller.GetAsync(Accounts)).Outcome);
        host.Later();
        Assert.Equal(200, (await caller.GetAsync(Accounts, d => d.Nonce = null)).Status);
        host.Later();
        Assert.Equal(
            "403 permission_denied",
            (await caller.PostAsync("/v1/payments/0199aaaa-0000-7000-8000-000000000001/cancel", "")).Outcome
        );
        await host.ChangeAsync(caller, c => c.Allow([]));
        host.Later();
        Assert.Equal("403 address_not_allowed", (await caller.GetAsync(Accounts)).Outcome);
        // A wider window than 300 seconds is not for what can be sent again.
        await host.ChangeAsync(
            caller,
            c =>
            {
                c.Allow([IPNetwork.Parse("127.0.0.1/32")]);
                c.SetWindow(3_600, host.Portal.Database.Clock.GetUtcNow().UtcDateTime.AddHours(-2));
            }
        );
        host.Later(1_000);
        var stamp = (host.Portal.Database.Clock.GetUtcNow().ToUnixTimeSeconds() - 301).ToString(CultureInfo.InvariantCulture);
        Assert.Equal("401 timestamp_expired", (await caller.GetAsync(Accounts, d => d.Timestamp = stamp)).Outcome);
    }

    [Fact]
    public async Task G5_a_client_signs_as_it_is_set_and_in_no_other_way()
    {
        await using var host = await SettlementHost.StartAsync();
        var (full, basic) = (await host.ClientAsync(), await host.ClientAsync(scheme: SignatureScheme.Basic));
        Assert.Equal("401 signature_invalid", (await (full with { Scheme = SignatureScheme.Basic }).GetAsync(Accounts)).Outcome);
        Assert.Equal("401 signature_invalid", (await (basic with { Scheme = SignatureScheme.Full }).GetAsync(Accounts)).Outcome);
    }

    [Fact]
    public async Task Who_may_not_call_is_told_why()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        Assert.Equal("401 key_unknown", (await caller.GetAsync(Accounts, d => d.Authorization = null)).Outcome);
        Assert.Equal("401 key_unknown", (await caller.GetAsync(Accounts, d => d.Authorization = "Bearer sk_live_00")).Outcome);
        Assert.Equal("401 key_unknown", (await caller.GetAsync(Accounts, d => d.Authorization = "Basic " + caller.Key)).Outcome);
        await host.ChangeAsync(caller, c => c.Allow([IPNetwork.Parse("10.0.0.0/8")]));
        host.Later();
        Assert.Equal("403 address_not_allowed", (await caller.GetAsync(Accounts)).Outcome);
        await host.ChangeAsync(caller, c => c.Allow([IPNetwork.Parse("127.0.0.1/32")]));
        host.Later();
        Assert.Equal(200, (await caller.GetAsync(Accounts)).Status);
        await host.ChangeAsync(caller, c => c.CertificateHash = new byte[32]);
        host.Later();
        Assert.Equal("401 certificate_required", (await caller.GetAsync(Accounts)).Outcome);
        await host.ChangeAsync(caller, c => c.IsDisabled = true);
        host.Later();
        Assert.Equal("403 client_disabled", (await caller.GetAsync(Accounts)).Outcome);
        var blind = await host.ClientAsync([ApiPermission.ReadPayments]);
        Assert.Equal("403 permission_denied", (await blind.GetAsync(Accounts)).Outcome);
    }

    [Fact]
    public async Task G7_two_secrets_are_good_during_a_rotation_and_then_one()
    {
        await using var host = await SettlementHost.StartAsync();
        var old = await host.ClientAsync();
        var now = host.Portal.Database.Clock.GetUtcNow().UtcDateTime;
        var rotated = old with { Secret = "the-next-secret-of-this-client" };
        await host.ChangeAsync(old, c => c.AddSecret(host.Protect(rotated.Secret), host.Owner.Id, now, now.AddSeconds(60)));
        host.Later();
        Assert.Equal(200, (await old.GetAsync(Accounts)).Status);
        Assert.Equal(200, (await rotated.GetAsync(Accounts)).Status);
        host.Later(60);
        Assert.Equal("401 signature_invalid", (await old.GetAsync(Accounts)).Outcome);
        Assert.Equal(200, (await rotated.GetAsync(Accounts)).Status);
    }

    [Fact]
    public async Task G8_an_address_with_many_wrong_signatures_and_a_client_with_many_calls_wait()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync(change: c => c.CallsPerSecond = 1);
        Answer last = null!;
        for (var i = 0; i < 12 && last?.Status != 429; i++)
            last = await caller.GetAsync(Accounts);
        Assert.Equal("429 rate_limited", last!.Outcome);
        Assert.True(last.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        var strangers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => caller.GetAsync(Accounts, d => d.Authorization = "Bearer nobody"))
        );
        Assert.Contains(strangers, answer => answer.Outcome is "429 rate_limited" && answer.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task Problems_come_in_the_client_s_language_and_as_XML_to_who_speaks_it()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync(change: c => c.Language = "zh-CN");
        var chinese = await caller.GetAsync("/v1/accounts?limit=0");
        Assert.Equal("application/problem+json", chinese.Type!.MediaType);
        Assert.Equal("limit: 必须是 1 到 500", chinese.Json.GetProperty("detail").GetString());
        Assert.Equal("limit", chinese.Json.GetProperty("parameter").GetString());
        Assert.Equal(400, chinese.Json.GetProperty("status").GetInt32());
        Assert.Equal("urn:fundportal:problem:parameter_invalid", chinese.Json.GetProperty("type").GetString());
        Assert.Equal(chinese.Headers.GetValues("X-Request-Id").Single(), chinese.Json.GetProperty("requestId").GetString());

        var xml = await caller.GetAsync("/v1/accounts?limit=0", d => d.Accept = "application/xml");
        Assert.Equal("application/problem+xml", xml.Type!.MediaType);
        using var reader = XmlReader.Create(new MemoryStream(xml.Bytes));
        Assert.True(reader.ReadToFollowing("code", "urn:ietf:rfc:7807"));
        Assert.Equal("parameter_invalid", reader.ReadElementContentAsString());
        Assert.Equal("406 not_acceptable", (await caller.GetAsync(Accounts, d => d.Accept = "image/png")).Outcome);
    }

    [Fact]
    public async Task Every_call_stands_in_the_call_log_the_refused_ones_too_and_no_secret_does()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        await caller.GetAsync("/v1/accounts?limit=2");
        await caller.GetAsync("/v1/accounts?limit=2", d => d.Signature = new string('0', 64));
        await caller.GetAsync("/v1/nothing", d => d.Authorization = "Bearer canary-key");

        var calls = await host.CallsAsync(3);

        var good = calls[0];
        Assert.Equal(("GET /v1/accounts", "0", 200, 2), (good.Method, good.Code, good.Status, good.Rows));
        Assert.Equal((caller.Id, "127.0.0.1"), (good.ClientId!.Value, good.Address));
        Assert.NotNull(good.SecretId);
        Assert.StartsWith("limit=2&X-Timestamp=", good.Parameters, StringComparison.Ordinal);
        Assert.Equal(("signature_invalid", 401, caller.Id), (calls[1].Code, calls[1].Status, calls[1].ClientId!.Value));
        Assert.Null(calls[1].SecretId);
        Assert.Equal(("GET -", "key_unknown", null), (calls[2].Method, calls[2].Code, calls[2].ClientId));
        Assert.All(
            calls,
            call =>
            {
                Assert.DoesNotContain(caller.Key, call.Parameters, StringComparison.Ordinal);
                Assert.DoesNotContain("canary", call.Parameters, StringComparison.Ordinal);
            }
        );
        Assert.DoesNotContain(
            host.Portal.Log.All,
            line => line.Contains(caller.Key, StringComparison.Ordinal) || line.Contains(caller.Secret, StringComparison.Ordinal)
        );
    }
}
