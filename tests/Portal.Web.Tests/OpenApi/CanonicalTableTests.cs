using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using FundPortal.Web.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>
/// Row G4: every odd way to write a call of the finance bill API, sent as it is and signed over what it must be read as, by both schemes.
/// What is accepted can be read in one way only; everything else has its code, and nothing breaks.
/// </summary>
public sealed class CanonicalTableTests
{
    private const string Flag = "erp01";
    private const string Weak = "old";
    private const string Unreadable = "400";
    private const string OutOfForm = "2002";
    private const string Fine = "0";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes(ApiWorld.Secret);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="Raw">As it goes over the wire, after the parameters that every call has. Each char is a byte.</param>
    /// <param name="Read">What it is read as; null where nothing is read.</param>
    private sealed record Row(bool IsJson, string Raw, string Code, params (string Name, string Value)[] Read);

    [Fact]
    public async Task G4_each_row_of_the_table_is_read_in_one_way_or_refused_with_its_code()
    {
        await using var world = await ApiWorld.StartAsync(
            on: await PortalHost.StartAsync(more: builder => builder.Services.AddSingleton<ITokenBuckets>(new NoLimit()))
        );
        await world.ClientAsync();
        await world.ClientAsync(SignatureScheme.OmsMd5, Weak);
        Row[] rows = [.. FormValues(), .. FormNames(), .. JsonValues(), .. JsonBodies()];
        Assert.True(rows.Length * 2 >= 300, $"{rows.Length * 2} rows");

        var wrong = new List<string>();
        var number = 0;
        foreach (var isWeak in new[] { false, true })
        foreach (var row in rows)
        {
            var (status, code) = await SendAsync(world, row, isWeak, ++number);
            if (status != HttpStatusCode.OK || !string.Equals(code, row.Code, StringComparison.Ordinal))
                wrong.Add($"{(isWeak ? "oms-md5" : "hmac-sha256")} {row.Raw}: {(int)status} {code}, not {row.Code}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.DoesNotContain(world.Host.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    /// <summary>In the middle of a nonce, which may be any text.</summary>
    private static IEnumerable<Row> FormValues()
    {
        Row Good(string raw, string read) => new(false, $"nonce=0123456789abcdef{raw}.", Fine, ("nonce", $"0123456789abcdef{read}."));
        Row Bad(string raw) => new(false, $"nonce=0123456789abcdef{raw}.", Unreadable);

        foreach (var sign in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")
            yield return Good($"%{(int)sign:X2}", sign.ToString());
        foreach (var sign in "!\"#$'()*,-./:;<=>?@[\\]^_`{|}~")
            yield return Good(sign.ToString(), sign.ToString());
        yield return Good("%61", "a");
        yield return Good("a+b", "a b");
        yield return Good("a%20b", "a b");
        yield return Good("a%2Bb", "a+b");
        yield return Good("a%2bb", "a+b");
        yield return Good("%2525", "%25");
        yield return Good("%C3%A9", "é");
        yield return Good("%c3%a9", "é");
        yield return Good("e%CC%81", "e\u0301");
        yield return Good("\u00c3\u00a9", "é");
        yield return Good("%E4%B8%AD", "中");
        yield return Good("%F0%9F%98%80", "😀");
        yield return Good("%EF%BB%BF", "\ufeff");
        yield return Good("%E2%80%AE", "\u202e");
        yield return Good("%EF%BC%91", "１");
        yield return Good("%EF%BF%BF", "\uffff");
        yield return Good("%0D%0Ax: y", "\r\nx: y");
        yield return Good("%1B[31m", "\u001b[31m");
        yield return Good("%7F", "\u007f");
        foreach (
            var bad in new[]
            {
                "%",
                "%4",
                "%zz",
                "%%41",
                "% 41",
                "%u4e2d",
                "%ff",
                "%80",
                "%c0%80",
                "%c1%bf",
                "%c0%af",
                "%e4%b8",
                "%ed%a0%80",
                "%f4%90%80%80",
                "%f8%88%80%80%80",
                "%00",
                "a%00b",
                "\u00ff",
                "\u00c3",
                "\0",
            }
        )
            yield return Bad(bad);
    }

    private static IEnumerable<Row> FormNames()
    {
        Row Of(string raw, string code, params (string, string)[] read) => new(false, raw, code, read);

        yield return Of("account_id=", Fine, ("account_id", ""));
        yield return Of("account_id", Fine, ("account_id", ""));
        yield return Of("%61ccount%5Fid=", Fine, ("account_id", ""));
        yield return Of("&&account_id=&", Fine, ("account_id", ""));
        yield return Of("page_size=1", Fine, ("page_size", "1"));
        yield return Of("page_size=1.0", OutOfForm, ("page_size", "1.0"));
        yield return Of("page_size=01", Fine, ("page_size", "01"));
        yield return Of("page_size=%EF%BC%91", OutOfForm, ("page_size", "１"));
        yield return Of("ACCOUNT_ID=", OutOfForm, ("ACCOUNT_ID", ""));
        yield return Of("+account_id=", OutOfForm, (" account_id", ""));
        yield return Of("account_id+=", OutOfForm, ("account_id ", ""));
        yield return Of("account.id=", OutOfForm, ("account.id", ""));
        yield return Of("account_id%5B%5D=x", OutOfForm, ("account_id[]", "x"));
        yield return Of("unknown=1", OutOfForm, ("unknown", "1"));
        yield return Of("__proto__=1", OutOfForm, ("__proto__", "1"));
        yield return Of("account_id=&account_id=", OutOfForm);
        yield return Of("account_id=&Account_ID=", OutOfForm);
        yield return Of("account_id=&account%5Fid=", OutOfForm);
        yield return Of("ver=1", OutOfForm);
        yield return Of("Ver=1", OutOfForm);
        yield return Of("sign=00", OutOfForm);
        yield return Of("SIGN=00", OutOfForm);
        yield return Of("=x", Unreadable);
        yield return Of("=", Unreadable);
        yield return Of("account_id%00=", Unreadable);
        yield return Of("%ff=1", Unreadable);
        yield return Of(string.Join('&', Enumerable.Range(0, 64).Select(i => $"p{i}=1")), Unreadable);
        yield return Of(string.Join('&', Enumerable.Range(0, 2_000).Select(i => $"p{i}=1")), Unreadable);
    }

    private static IEnumerable<Row> JsonValues()
    {
        Row Of(string raw, string code, string? read) => new(true, $"\"page_size\":{raw}", code, read is null ? [] : [("page_size", read)]);

        foreach (
            var (raw, read) in new[] { ("1", "1"), ("\"1\"", "1"), ("true", "1"), ("\"\\u0031\"", "1"), ("\"\"", ""), ("\"01\"", "01") }
        )
            yield return Of(raw, Fine, read);
        yield return new(true, "\"page_size\":null", Fine);
        foreach (var number in new[] { "0", "-1", "1.0", "1e0", "1E+2", "-0", "1.5", "9999999999999999999", "1e400", "0.1e1" })
            yield return Of(number, OutOfForm, number);
        yield return Of("false", OutOfForm, "0");
        foreach (var text in new[] { " 1", "1 ", "+1", "1.0", "one", "１", "NaN", "0x1", "1,0" })
            yield return Of(JsonSerializer.Serialize(text), OutOfForm, text);
        foreach (
            var bad in new[]
            {
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "Infinity",
                "[1]",
                "[]",
                "{}",
                "{\"a\":1}",
                "undefined",
                "'1'",
                "\"\\x\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\u0000\"",
                "\"\t\"",
                "\"\u00ff\"",
                "\"",
                "",
                "1 1",
                "/*x*/1",
                "1//x",
            }
        )
            yield return Of(bad, Unreadable, null);
        Row Text(string raw, string read) =>
            new(true, $"\"nonce\":\"0123456789abcdef{raw}.\"", Fine, ("nonce", $"0123456789abcdef{read}."));
        foreach (var sign in "!#$%&'()*+,-./:;<=>?@[]^_`{|}~ ")
            yield return Text(sign.ToString(), sign.ToString());
        yield return Text("\\/", "/");
        yield return Text("\\\\", "\\");
        yield return Text("\\\"", "\"");
        yield return Text("\\n\\r\\t\\b\\f", "\n\r\t\b\f");
        yield return Text("\\u00e9", "é");
        yield return Text("e\\u0301", "e\u0301");
        yield return Text("\u00c3\u00a9", "é");
        yield return Text("\\ud83d\\ude00", "😀");
        yield return Text("%41", "%41");
    }

    private static IEnumerable<Row> JsonBodies()
    {
        Row Of(string raw, string code, params (string, string)[] read) => new(true, raw, code, read);

        yield return Of("\"\\u0061ccount_id\":\"\"", Fine, ("account_id", ""));
        yield return Of(" \"account_id\" : \"\" \r\n", Fine, ("account_id", ""));
        yield return Of("\"unknown\":1", OutOfForm, ("unknown", "1"));
        yield return Of("\"unknown\":null", Fine);
        yield return Of("\"ACCOUNT_ID\":\"\"", OutOfForm, ("ACCOUNT_ID", ""));
        yield return Of("\"account_id\":\"\",\"account_id\":\"\"", OutOfForm);
        yield return Of("\"account_id\":\"\",\"\\u0061ccount_id\":\"\"", OutOfForm);
        yield return Of("\"account_id\":null,\"Account_id\":\"\"", OutOfForm);
        yield return Of("\"ver\":1", OutOfForm);
        yield return Of("\"\":1", Unreadable);
        yield return Of("\"a\\u0000\":1", Unreadable);
        yield return Of("account_id:\"\"", Unreadable);
        yield return Of("\"account_id\":\"\",", Unreadable);
        yield return Of("\"account_id\":\"\"}{", Unreadable);
        yield return Of("\"account_id\":\"\"}x{", Unreadable);
        yield return Of(string.Join(',', Enumerable.Range(0, 64).Select(i => $"\"p{i}\":1")), Unreadable);
        yield return Of(string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"p{i}\":1")), Unreadable);
        yield return Of("\"a\":" + new string('[', 5_000) + new string(']', 5_000), Unreadable);
    }

    private static async Task<(HttpStatusCode Status, string Code)> SendAsync(ApiWorld world, Row row, bool isWeak, int number)
    {
        var stamp = ChinaTime.FromUtc(DateTime.UtcNow.AddSeconds(2)).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        var call = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["flag"] = isWeak ? Weak : Flag,
            ["method"] = "finance.getTransactionList",
            ["ver"] = "1",
            ["charset"] = "utf-8",
            ["type"] = "json",
            ["timestamp"] = stamp,
            // Makes each a call of its own.
            ["page_no"] = number.ToString(CultureInfo.InvariantCulture),
        };
        var common = call.ToArray();
        foreach (var (name, value) in row.Read)
            call[name] = value;
        var sign = Sign(call, isWeak);
        var text = row.IsJson
            ? $"{{{string.Join(',', common.Select(pair => $"\"{pair.Key}\":\"{pair.Value}\""))},\"sign\":\"{sign}\",{row.Raw}}}"
            : $"{string.Join('&', common.Select(pair => $"{pair.Key}={pair.Value}"))}&sign={sign}&{row.Raw}";
        // A char is a byte, unless it is none.
        var isWide = text.Any(c => c > 255);
        using var content = new ByteArrayContent((isWide ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue(row.IsJson ? "application/json" : "application/x-www-form-urlencoded");
        using var answer = await world.Host.Client.PostAsync(SignedRequests.BillPath, content, Ct);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        return (
            answer.StatusCode,
            json.RootElement.TryGetProperty("error_response", out var error) ? error.GetProperty("code").GetString()! : Fine
        );
    }

    /// <summary>After the contract, without the portal's code.</summary>
    private static string Sign(SortedDictionary<string, string> call, bool isWeak)
    {
        if (!isWeak)
        {
            var pairs = call.Select(pair => (Name: Encode(pair.Key), Value: Encode(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal);
            var text = string.Join('&', pairs.Select(pair => pair.Name + "=" + pair.Value));
            return Convert.ToHexString(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(text)));
        }
#pragma warning disable CA5351 // The old OMS signs like this.
        var inner = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(string.Concat(call.Select(pair => pair.Key + pair.Value)))));
        return Convert.ToHexString(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. Secret]));
#pragma warning restore CA5351
    }

    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var code in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)code) || (char)code is '-' or '.' or '_' or '~')
                encoded.Append((char)code);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{code:X2}");
        }
        return encoded.ToString();
    }

    private sealed class NoLimit : ITokenBuckets
    {
        public ValueTask<byte[]> SecretAsync(CancellationToken ct) => ValueTask.FromResult(new byte[TokenBucket.SecretBytes]);

        public ValueTask<TimeSpan?> TakeAsync(TokenBucket bucket, int count, CancellationToken ct) => ValueTask.FromResult<TimeSpan?>(null);
    }
}
