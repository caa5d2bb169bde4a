using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>The finance bill API over real HTTP: the contract's checks in their order, and what each says.</summary>
public sealed class FinanceBillTests
{
    private const string Path = "/openapi/rpc/service";
    private const string List = "finance.getTransactionList";
    private const string Balance = "finance.getAccountBalance";

    private static int calls;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Balances_and_transactions_in_scope_are_answered_as_the_contract_writes_them()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();

        using var balances = await SendAsync(world, Signed(Balance));
        var account = balances.RootElement.GetProperty("accounts").EnumerateArray().Single();
        Assert.Equal(world.Mine.PublicId.ToString("D"), account.GetProperty("account_id").GetString());
        Assert.Equal("current", account.GetProperty("account_type").GetString());
        Assert.Equal("12345.67", account.GetProperty("balance").GetRawText());
        Assert.Equal("CNY", account.GetProperty("currency").GetString());

        using var page = await SendAsync(world, Signed(List, ("page_no", "2"), ("page_size", "2")));
        Assert.Equal(5, page.RootElement.GetProperty("count").GetInt64());
        var rows = page.RootElement.GetProperty("lists").EnumerateArray().ToArray();
        Assert.Equal("2024-01-01 12:00:00|2024-01-01 11:00:00", Texts(rows, "trans_time"));
        Assert.Equal("income|expense", Texts(rows, "trans_type"));
        Assert.Equal("101.00|1.00", Texts(rows, "amount"));
        Assert.Equal("10000.02|10000.01", Texts(rows, "balance"));
        Assert.Equal("货款 2 <b>&\"", rows[0].GetProperty("remark").GetString());
        Assert.Equal("账户 1001", rows[0].GetProperty("account_name").GetString());
    }

    [Fact]
    public async Task Time_type_shop_and_account_narrow_the_list_with_both_ends_included()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();
        (string, string)[] span = [("start_time", "2024-01-01 11:00:00"), ("end_time", "2024-01-01 13:00:00")];

        Assert.Equal(3, await CountAsync(world, span));
        Assert.Equal(2, await CountAsync(world, [.. span, ("trans_type", "expense")]));
        Assert.Equal(1, await CountAsync(world, [.. span, ("trans_type", "income")]));
        Assert.Equal(5, await CountAsync(world, ("shop_code", "SHOP009#SHOP001")));
        Assert.Equal(0, await CountAsync(world, ("shop_code", "SHOP009")));
        Assert.Equal(5, await CountAsync(world, ("account_id", world.Mine.PublicId.ToString("D"))));
        Assert.Equal(0, await CountAsync(world, ("start_time", "2024-01-01 14:00:01")));
        // The last second belongs to the span, and an open end takes all.
        Assert.Equal(1, await CountAsync(world, ("start_time", "2024-01-01 14:00:00")));
        // An untold balance is null, not nought.
        using var newest = await SendAsync(world, Signed(List, ("page_size", "1")));
        Assert.Equal(JsonValueKind.Null, newest.RootElement.GetProperty("lists")[0].GetProperty("balance").ValueKind);
    }

    [Fact]
    public async Task Every_check_of_the_contract_has_its_code_and_names_the_parameter()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();
        await world.ClientAsync(SignatureScheme.OmsMd5, "old");
        await world.ClientAsync(flag: "balances", permissions: ApiPermission.ReadBalances);
        await world.ClientAsync(flag: "off", more: c => c.IsDisabled = true);
        await world.ClientAsync(flag: "past", more: c => c.ExpiresAt = DateTime.UtcNow.AddMinutes(-1));
        await world.ClientAsync(flag: "away", more: c => c.Allow([IPNetwork.Parse("10.0.0.0/8")]));
        await world.ClientAsync(flag: "bound", more: c => c.CertificateHash = new byte[32]);

        foreach (var name in new[] { "flag", "method", "ver", "charset", "type", "timestamp", "sign" })
        {
            var lacking = Signed(List);
            lacking.RemoveAll(pair => string.Equals(pair.Key, name, StringComparison.Ordinal));
            await RefusedAsync(world, "2001", name, lacking);
        }
        await RefusedAsync(world, "1004", "type", Signed(List, ("type", "xml")));
        await RefusedAsync(world, "2002", "ver", Signed(List, ("ver", "2")));
        await RefusedAsync(world, "2002", "charset", Signed(List, ("charset", "gbk")));
        await RefusedAsync(world, "2002", "nonce", Signed(List, ("nonce", "short")));
        await RefusedAsync(world, "1001", "flag", Signed(List, ("flag", "nobody")));
        await RefusedAsync(world, "1001", "flag", Signed(List, ("flag", "ERP01")));
        await RefusedAsync(world, "401", "", Signed(List, ("flag", "off")));
        await RefusedAsync(world, "401", "", Signed(List, ("flag", "past")));
        await RefusedAsync(world, "401", "", Signed(List, ("flag", "away")));
        await RefusedAsync(world, "401", "", Signed(List, ("flag", "bound")));
        await RefusedAsync(world, "1002", "timestamp", Signed(List, ("timestamp", Stamp(-400))));
        await RefusedAsync(world, "1002", "timestamp", Signed(List, ("timestamp", Stamp(400))));
        await RefusedAsync(world, "1002", "timestamp", Signed(List, ("timestamp", "20240101100000")));
        await RefusedAsync(world, "2002", "timestamp", Signed(List, ("timestamp", "20240230100000")));
        await RefusedAsync(world, "2002", "timestamp", Signed(List, ("timestamp", "yesterday")));
        await RefusedAsync(world, "1003", "sign", Signed(List, secret: "another"));
        await RefusedAsync(world, "1003", "sign", Signed(List, ("flag", "old")));
        await RefusedAsync(world, "1003", "sign", Signed(List, SignatureScheme.OmsMd5));
        await RefusedAsync(world, "1003", "sign", Signed(List, ("sign", new string('g', 64))));
        await RefusedAsync(world, "1003", "sign", Signed(List, ("sign", "00")));
        await RefusedAsync(world, "2003", "method", Signed("finance.dropEverything"));
        await RefusedAsync(world, "403", "method", Signed(List, ("flag", "balances")));
        await RefusedAsync(world, "403", "account_id", Signed(List, ("account_id", world.Foreign.PublicId.ToString("D"))));
        await RefusedAsync(world, "403", "account_id", Signed(List, ("account_id", "ACC001")));
        await RefusedAsync(world, "2002", "account_type", Signed(Balance, ("account_type", "gold")));
        await RefusedAsync(world, "2002", "page_no", Signed(Balance, ("page_no", "1")));
        await RefusedAsync(world, "2002", "Account_id", Signed(Balance, ("Account_id", "x")));
        foreach (
            var time in new[] { "2024-02-30 00:00:00", "2024-01-01", "2024-1-1 00:00:00", "2024-01-01T00:00:00", "0001-01-01 00:00:00" }
        )
            await RefusedAsync(world, "2002", "start_time", Signed(List, ("start_time", time)));
        await RefusedAsync(
            world,
            "2002",
            "start_time",
            Signed(List, ("start_time", "2024-01-02 00:00:00"), ("end_time", "2024-01-01 00:00:00"))
        );
        await RefusedAsync(world, "2002", "trans_type", Signed(List, ("trans_type", "Income")));
        await RefusedAsync(world, "2002", "shop_code", Signed(List, ("shop_code", "A##B")));
        foreach (var number in new[] { "0", "-1", "1.0", "1e1", "１", "99999999999", "+1", " 1" })
            await RefusedAsync(world, "2002", "page_no", Signed(List, ("page_no", number)));
        await RefusedAsync(world, "2002", "page_size", Signed(List, ("page_size", "1001")));
        await RefusedAsync(world, "2002", "page_size", Signed(List, ("page_size", "0")));
        // Up to 1,000 is accepted, and served as a hundred; a huge page number is past the end.
        Assert.Equal(5, await CountAsync(world, ("page_size", "1000")));
        using var past = await SendAsync(world, Signed(List, ("page_no", "2147483647"), ("page_size", "1000")));
        Assert.Equal(0, past.RootElement.GetProperty("lists").GetArrayLength());
    }

    [Fact]
    public async Task The_weak_scheme_works_for_its_client_and_a_shifted_byte_does_not_pass()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync(SignatureScheme.OmsMd5, "old");
        var unix = DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        using var good = await SendAsync(world, Signed(List, SignatureScheme.OmsMd5, ("flag", "old"), ("timestamp", unix)));
        Assert.Equal(5, good.RootElement.GetProperty("count").GetInt64());
        var shifted = Signed(Balance, SignatureScheme.OmsMd5, ("flag", "old"), ("account_id", "ACC001"));
        shifted.RemoveAll(pair => pair.Key is "account_id");
        shifted.Add(new("account_i", "dACC001"));
        await RefusedAsync(world, "2002", "account_i", shifted);
    }

    [Fact]
    public async Task A_hundred_copies_of_one_request_pass_once_in_whatever_case_the_signature_is_written()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();
        var call = Signed(Balance);
        var lower = call.ConvertAll(pair =>
            pair.Key is "sign" ? new KeyValuePair<string, string>("sign", pair.Value.ToLowerInvariant()) : pair
        );

        var codes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => CodeAsync(world, Form(i % 2 == 0 ? call : lower))));

        Assert.Equal(1, codes.Count(code => code is "0"));
        Assert.Equal(99, codes.Count(code => code is "1003"));
        // The same question with another nonce is another request.
        Assert.Equal("0", await CodeAsync(world, Form(Signed(Balance, ("nonce", "0123456789abcdef")))));
    }

    [Fact]
    public async Task What_was_signed_before_the_portal_started_is_refused_since_it_may_have_been_used_then()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();

        var answer = await RefusedAsync(world, "1003", "timestamp", Signed(Balance, ("timestamp", Stamp(-60))));

        Assert.Contains("启动", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unreadable_bodies_are_400_and_doubled_names_2002_never_a_server_error()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();
        var good = string.Join('&', Signed(List).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        var many = string.Join('&', Enumerable.Range(0, 65).Select(i => $"p{i}=1"));

        foreach (var form in new[] { "a=%", "a=%4", "a=%zz", "a=%ff", "a=%c0%80", "a=%00", "=x", many, "%00=1", "a=%ed%a0%80" })
            Assert.Equal("400", await CodeAsync(world, Body(form, "application/x-www-form-urlencoded")));
        foreach (
            var json in new[]
            {
                "",
                "null",
                "[]",
                "{",
                "{}x",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{'a':1}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"\":1}",
                "\ufeff{}",
                "{/**/}",
                "{\"a\":NaN}",
            }
        )
            Assert.Equal("400", await CodeAsync(world, Body(json, "application/json")));
        Assert.Equal("400", await CodeAsync(world, Body(good, "text/plain")));
        Assert.Equal("400", await CodeAsync(world, Body(good, "application/x-www-form-urlencoded; charset=gbk")));
        Assert.Equal("400", await CodeAsync(world, Body(new string('a', (1024 * 1024) + 1), "application/x-www-form-urlencoded")));
        Assert.Equal("400", await CodeAsync(world, Body("<a/>", "application/xml")));
        using var packed = Body(good, "application/x-www-form-urlencoded");
        packed.Headers.ContentEncoding.Add("gzip");
        Assert.Equal("400", await CodeAsync(world, packed));
        foreach (var twice in new[] { "&page_no=1&page_no=2", "&flag=erp02", "&FLAG=erp01", "&page_no=1&PAGE_NO=1", "&sign=00" })
            Assert.Equal("2002", await CodeAsync(world, Body(good + twice, "application/x-www-form-urlencoded")));
        Assert.Equal("2002", await CodeAsync(world, Body("{\"a\":null,\"A\":1}", "application/json")));
        using var got = await world.Host.Client.GetAsync(Path + "?" + good, Ct);
        Assert.Equal("400", CodeOf(await got.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
    }

    [Fact]
    public async Task Json_bodies_sign_as_their_text_and_every_written_path_answers()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync();
        foreach (var path in new[] { Path, Path + "/", "/index.php" + Path, "/index.php" + Path + "/" })
        {
            var call = Signed(List, ("page_no", "1"), ("page_size", "2"));
            var fields = call.Select(pair =>
                $"\"{pair.Key}\":{(pair.Key is "page_no" or "page_size" or "ver" ? pair.Value : JsonSerializer.Serialize(pair.Value))}"
            );
            using var body = Body($"{{{string.Join(',', fields)},\"trans_type\":null}}", "application/json; charset=UTF-8");
            using var answer = await world.Host.Client.PostAsync(path, body, Ct);
            Assert.Equal("0", CodeOf(await answer.Content.ReadAsStringAsync(Ct)));
        }
    }

    [Fact]
    public async Task A_client_has_its_answers_wrapped_in_its_language_and_with_http_statuses_when_it_wants()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync(more: c => (c.WrapsAnswers, c.Language) = (true, "en"));

        using var wrapped = await SendAsync(world, Signed(Balance));
        Assert.Equal(1, wrapped.RootElement.GetProperty("response").GetProperty("accounts").GetArrayLength());
        var answer = await RefusedAsync(world, "403", "account_id", Signed(Balance, ("account_id", "x")));
        Assert.Contains("No permission", answer, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Form(Signed(Balance, ("account_id", "y"))) };
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async, http-status");
        using var refused = await world.Host.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("no-store", refused.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Above_its_rate_a_client_is_asked_to_wait_and_a_stranger_who_guesses_only_stops_itself()
    {
        await using var world = await ApiWorld.StartAsync();
        await world.ClientAsync(more: c => c.CallsPerSecond = 1);
        var codes = new List<string>();
        for (var i = 0; i < 12; i++)
            codes.Add(await CodeAsync(world, Form(Signed(Balance))));
        Assert.Equal(10, codes.TakeWhile(code => code is "0").Count());
        Assert.Equal("429", codes[^1]);
        // Wrong signatures count against the address.
        for (var i = 0; i < 31; i++)
            await CodeAsync(world, Form(Signed(Balance, secret: "guess")));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Form(Signed(Balance)) };
        request.Headers.Add("Prefer", "http-status");
        using var limited = await world.Host.Client.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.True(limited.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Outside_Development_plain_http_is_refused_and_not_redirected()
    {
        await using var world = await ApiWorld.StartAsync(
            "Production",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Proxy:KnownProxies"] = "127.0.0.1" }
        );
        await world.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Form(Signed(Balance)) };
        request.Headers.Add("X-Forwarded-Proto", "http");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        using var plain = await world.Host.Client.SendAsync(request, Ct);
        Assert.Equal("400", CodeOf(await plain.Content.ReadAsStringAsync(Ct)));
        Assert.Equal("0", await CodeAsync(world, Form(Signed(Balance))));
    }

    [Fact]
    public async Task Every_call_leaves_a_line_without_signature_or_secret_and_nothing_of_it_is_in_the_program_s_log()
    {
        await using var world = await ApiWorld.StartAsync();
        var client = await world.ClientAsync();
        var call = Signed(List, ("shop_code", "a\r\nfake: line"));
        await CodeAsync(world, Form(call));
        await CodeAsync(world, Form(Signed(List, ("flag", "nobody"), ("client_secret", "hush"))));
        await CodeAsync(world, Body("a=%", "application/x-www-form-urlencoded"));

        var lines = await world.CallsAsync(3);

        Assert.Equal("0|1001|400", string.Join('|', lines.Select(line => line.Code)));
        Assert.Equal(client.Id, lines[0].ClientId);
        Assert.NotNull(lines[0].SecretId);
        Assert.Equal((List, 0), (lines[0].Method, lines[0].Rows));
        Assert.Equal("127.0.0.1", lines[0].Address);
        Assert.Contains("shop_code=a%0D%0Afake%3A%20line", lines[0].Parameters, StringComparison.Ordinal);
        Assert.Contains("sign=***", lines[0].Parameters, StringComparison.Ordinal);
        Assert.Contains("client_secret=***", lines[1].Parameters, StringComparison.Ordinal);
        Assert.Null(lines[1].ClientId);
        var sign = call.Single(pair => pair.Key is "sign").Value;
        Assert.DoesNotContain(world.Host.Log.All, line => line.Contains(sign, StringComparison.OrdinalIgnoreCase));
        Assert.All(lines, line => Assert.DoesNotContain(sign, line.Parameters, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Calls_just_before_the_portal_stops_are_in_the_log_all_the_same()
    {
        var world = await ApiWorld.StartAsync();
        await world.ClientAsync();
        for (var i = 0; i < 20; i++)
            await CodeAsync(world, Form(Signed(Balance)));
        await world.Host.App.StopAsync(Ct);

        Assert.Equal(20, (await world.CallsAsync(0)).Count);
        await world.DisposeAsync();
    }

    private static async Task<long> CountAsync(ApiWorld world, params (string, string)[] parameters)
    {
        using var answer = await SendAsync(world, Signed(List, parameters));
        return answer.RootElement.GetProperty("count").GetInt64();
    }

    private static List<KeyValuePair<string, string>> Signed(string method, params (string Name, string Value)[] more) =>
        Signed(method, SignatureScheme.HmacSha256, more);

    private static List<KeyValuePair<string, string>> Signed(string method, string secret) =>
        Signed(method, SignatureScheme.HmacSha256, [], secret);

    /// <summary>A nonce makes each a request of its own.</summary>
    private static List<KeyValuePair<string, string>> Signed(
        string method,
        SignatureScheme scheme,
        (string Name, string Value)[] more,
        string secret = ApiWorld.Secret
    )
    {
        var call = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["flag"] = "erp01",
            ["method"] = method,
            ["ver"] = "1",
            ["charset"] = "utf-8",
            ["type"] = "json",
            // A little ahead: what was signed in the second in which the portal started is refused.
            ["timestamp"] = Stamp(2),
            ["nonce"] = $"nonce-{Interlocked.Increment(ref calls):D12}",
        };
        foreach (var (name, value) in more)
            call[name] = value;
        if (!call.ContainsKey("sign"))
        {
            var bytes = Encoding.ASCII.GetBytes(secret);
            call["sign"] = Convert.ToHexString(
                scheme == SignatureScheme.OmsMd5 ? BillText.OmsMd5(bytes, call) : BillText.HmacSha256(bytes, call)
            );
        }
        return [.. call];
    }

    private static List<KeyValuePair<string, string>> Signed(
        string method,
        SignatureScheme scheme,
        params (string Name, string Value)[] more
    ) => Signed(method, scheme, more, ApiWorld.Secret);

    private static string Stamp(int seconds) =>
        ChinaTime.FromUtc(DateTime.UtcNow.AddSeconds(seconds)).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static FormUrlEncodedContent Form(IEnumerable<KeyValuePair<string, string>> call) => new(call);

    private static StringContent Body(string text, string type) =>
        new(text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(type) },
        };

    private static async Task<JsonDocument> SendAsync(ApiWorld world, List<KeyValuePair<string, string>> call)
    {
        using var answer = await world.Host.Client.PostAsync(Path, Form(call), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("error_response", text, StringComparison.Ordinal);
        return JsonDocument.Parse(text);
    }

    private static async Task<string> RefusedAsync(ApiWorld world, string code, string parameter, List<KeyValuePair<string, string>> call)
    {
        using var answer = await world.Host.Client.PostAsync(Path, Form(call), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        using var json = JsonDocument.Parse(text);
        var error = json.RootElement.GetProperty("error_response");
        Assert.Equal((code, parameter), (error.GetProperty("code").GetString(), error.GetProperty("sub_msg").GetString()));
        Assert.NotEmpty(error.GetProperty("msg").GetString()!);
        Assert.NotEmpty(error.GetProperty("request_id").GetString()!);
        return text;
    }

    private static async Task<string> CodeAsync(ApiWorld world, HttpContent content)
    {
        using var answer = await world.Host.Client.PostAsync(Path, content, Ct);
        return CodeOf(await answer.Content.ReadAsStringAsync(Ct));
    }

    private static string Texts(JsonElement[] rows, string name) => string.Join('|', rows.Select(row => row.GetProperty(name).ToString()));

    private static string CodeOf(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty("error_response", out var error) ? error.GetProperty("code").GetString()! : "0";
    }
}
