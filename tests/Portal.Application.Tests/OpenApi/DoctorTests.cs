using System.Net;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi.Doctor;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.OpenApi;

/// <summary>A pasted request is told exactly what is wrong with its signature, to whom it concerns, and never the right one.</summary>
public sealed class DoctorTests
{
    private const string Key = "sk_live_key";
    private const string Body = "{\"amount\":\"10.00\"}";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes(Programs.Secret);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_answers_for_a_client_is_shown_the_way_here_and_others_are_not()
    {
        var (group, owner) = await WorldAsync();
        await using var _ = group;
        var other = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await BillClientAsync(group, owner);

        async Task<bool> HasClientsAsync(Actor who) =>
            (await group.Database.RunAsync((WhoAmI u) => u.HandleAsync(new(), who, Ct))).Value.HasApiClients;
        Assert.True(await HasClientsAsync(owner));
        Assert.False(await HasClientsAsync(other));
    }

    [Theory]
    [InlineData("signature_right", "a", true)]
    [InlineData("mistake_unsorted", "unsorted", false)]
    [InlineData("mistake_not_encoded", "plain", false)]
    [InlineData("mistake_form_encoded", "form", false)]
    [InlineData("mistake_md5", "md5", false)]
    [InlineData("mistake_hash_without_key", "hash", false)]
    [InlineData("mistake_secret_with_line_end", "line", false)]
    [InlineData("mistake_empty_left_out", "empty", false)]
    [InlineData("base64", "base64", true)]
    [InlineData("signature_wrong", "nonsense", false)]
    [InlineData("signature_form", "short", false)]
    public async Task A_mistake_in_a_bill_request_is_named(string expected, string how, bool isRight)
    {
        var (group, owner) = await WorldAsync();
        await using var _ = group;
        var client = await BillClientAsync(group, owner);
        var call = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ver"] = "1",
            ["type"] = "json",
            ["flag"] = "erp01",
            ["method"] = "finance.getTransactionList",
            ["charset"] = "utf-8",
            ["timestamp"] = "20260302100000",
            ["start_time"] = "2024-01-01 00:00:00",
            ["remark"] = "货款",
            ["shop_code"] = "",
        };
        var text = BillText.Canonical(call);
        var sign = how switch
        {
            "a" => BillText.HmacSha256(Secret, call),
            "unsorted" => Hmac(string.Join('&', call.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"))),
            "plain" => Hmac(Sorted(call, value => value)),
            "form" => Hmac(Sorted(call, value => WebUtility.UrlEncode(value))),
            "md5" => BillText.OmsMd5(Secret, call),
            "hash" => SHA256.HashData([.. Encoding.UTF8.GetBytes(text), .. Secret]),
            "line" => HMACSHA256.HashData((byte[])[.. Secret, (byte)'\n'], Encoding.UTF8.GetBytes(text)),
            "empty" => BillText.HmacSha256(Secret, call.Where(p => p.Value.Length > 0)),
            "base64" => BillText.HmacSha256(Secret, call),
            "nonsense" => new byte[32],
            _ => new byte[3],
        };
        var written = how is "base64" ? Convert.ToBase64String(sign) : Convert.ToHexString(sign);
        var form = string.Join('&', call.Append(new("sign", written)).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));

        foreach (var pasted in new[] { form, $"curl -X POST https://portal/openapi/rpc/service \\\n  -d '{form}'", Http(form) })
        {
            var answer = await ExplainAsync(group, owner, client, pasted);
            Assert.Contains(answer.Value.Findings, finding => string.Equals(finding.Key, expected, StringComparison.Ordinal));
            Assert.Equal(isRight, answer.Value.IsRight);
            Assert.Equal(text, answer.Value.Text);
            AssertTellsNothing(answer.Value, BillText.HmacSha256(Secret, call), isRight);
        }
    }

    [Theory]
    [InlineData("signature_right", "a")]
    [InlineData("mistake_basic", "basic")]
    [InlineData("mistake_query_as_sent", "raw")]
    [InlineData("mistake_body_itself", "body")]
    [InlineData("mistake_body_hash_in_capitals", "capitals")]
    [InlineData("mistake_empty_lines_left_out", "lines")]
    [InlineData("mistake_line_end_at_the_end", "end")]
    [InlineData("mistake_signed_with_key", "key")]
    [InlineData("mistake_query_left_out", "noquery")]
    public async Task A_mistake_in_a_settlement_request_is_named(string expected, string how)
    {
        var (group, owner) = await WorldAsync();
        await using var _ = group;
        var client = await group.ProgramAsync(Key, owner, [ApiPermission.FilePayments], group.Holding);
        var stamp = group.Database.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Body));
        string Full(string query) => CallSignature.FullText("POST", "/v1/payments", query, stamp, "0123456789abcdef", "", hash);
        var right = Full("a=1&b=2");
        var sign = how switch
        {
            "a" => Hmac(right),
            "basic" => Hmac(CallSignature.BasicText(stamp, Key)),
            "raw" => Hmac(Full("b=2&a=1")),
            "noquery" => Hmac(Full("")),
            "body" => Hmac(right.Replace(Convert.ToHexStringLower(hash), Body, StringComparison.Ordinal)),
            "capitals" => Hmac(right.Replace(Convert.ToHexStringLower(hash), Convert.ToHexString(hash), StringComparison.Ordinal)),
            "lines" => Hmac(string.Join('\n', right.Split('\n').Where(line => line.Length > 0))),
            "end" => Hmac(right + "\n"),
            _ => HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(right)),
        };
        var pasted =
            $"POST /v1/payments?b=2&a=1 HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {Key}\r\nX-Timestamp: {stamp}\r\n"
            + $"X-Nonce: 0123456789abcdef\r\nX-Signature: {Convert.ToHexStringLower(sign)}\r\n\r\n{Body}";

        var answer = await ExplainAsync(group, owner, client, pasted);

        Assert.Contains(answer.Value.Findings, finding => string.Equals(finding.Key, expected, StringComparison.Ordinal));
        Assert.Equal(right, answer.Value.Text);
        AssertTellsNothing(answer.Value, Hmac(right), how is "a");
    }

    [Fact]
    public async Task Only_the_owner_who_saw_a_secret_and_administrators_may_ask_and_not_without_end()
    {
        var (group, owner) = await WorldAsync();
        await using var _ = group;
        var client = await BillClientAsync(group, owner);
        var stranger = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var admin = await group.PersonAsync(Role.Administrator, []);

        Assert.Equal(Refusal.NotFound, (await ExplainAsync(group, stranger, client, "a=1")).Refusal);
        Assert.Empty((await group.Database.RunAsync((ListExplainedClients u) => u.HandleAsync(new(), stranger, Ct))).Value);
        Assert.Single((await group.Database.RunAsync((ListExplainedClients u) => u.HandleAsync(new(), owner, Ct))).Value);
        Assert.Null((await ExplainAsync(group, admin, client, "a=1")).Refusal);
        var codes = new List<string?>();
        for (var i = 0; i < 25; i++)
            codes.Add((await ExplainAsync(group, owner, client, "a=1")).Refusal?.Code);
        Assert.Equal("too_many_questions", codes[^1]);
        Assert.Null(codes[0]);
        Assert.Contains(
            await group.Database.UseAsync(db => db.AuditEntries.Select(e => e.Action).ToListAsync(Ct)),
            action => action is "api_client.signature_explained"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("curl ")]
    [InlineData("curl '")]
    [InlineData("POST")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("{\"a\":")]
    [InlineData("a=%zz")]
    [InlineData("a=1&A=2")]
    public async Task Whatever_is_pasted_is_answered(string pasted)
    {
        var (group, owner) = await WorldAsync();
        await using var _ = group;
        var client = await BillClientAsync(group, owner);

        var answer = await ExplainAsync(group, owner, client, pasted);

        Assert.False(answer.Value.IsRight);
        Assert.NotEmpty(answer.Value.Findings);
    }

    private static void AssertTellsNothing(ExplainSignature.Answer answer, byte[] right, bool wasSent)
    {
        var told = answer.Text + string.Join('|', answer.Findings.Select(f => f.Key + f.Arg));
        Assert.DoesNotContain(Programs.Secret, told, StringComparison.Ordinal);
        if (!wasSent)
            Assert.DoesNotContain(Convert.ToHexString(right), told, StringComparison.OrdinalIgnoreCase);
    }

    private static string Http(string form) =>
        $"POST /openapi/rpc/service HTTP/1.1\nHost: portal\nContent-Type: application/x-www-form-urlencoded\n\n{form}";

    private static byte[] Hmac(string text) => HMACSHA256.HashData(Secret, Encoding.UTF8.GetBytes(text));

    private static string Sorted(Dictionary<string, string> call, Func<string, string> encode) =>
        string.Join('&', call.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={encode(p.Value)}"));

    private static async Task<(Group Group, Actor Owner)> WorldAsync()
    {
        var group = await Group.CreateAsync();
        return (group, await group.PersonAsync(Role.FinanceStaff, [group.Holding]));
    }

    private static async Task<ApiClient> BillClientAsync(Group group, Actor owner)
    {
        var client = await group.ProgramAsync("erp01", owner, [ApiPermission.ReadBalances], group.Holding);
        await group.Database.UseAsync(async db =>
        {
            (await db.ApiClients.SingleAsync(Ct)).Scheme = SignatureScheme.HmacSha256;
            return await db.SaveChangesAsync(Ct);
        });
        return client;
    }

    private static Task<Result<ExplainSignature.Answer>> ExplainAsync(Group group, Actor actor, ApiClient client, string pasted) =>
        group.Database.RunAsync((ExplainSignature u) => u.HandleAsync(new(client.Id, pasted), actor, Ct));
}
