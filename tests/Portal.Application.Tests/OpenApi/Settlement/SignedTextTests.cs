using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain;

namespace FundPortal.Application.Tests.OpenApi.Settlement;

/// <summary>What is signed, and how queries and bodies are read: one way or not at all.</summary>
public sealed class SignedTextTests
{
    private static readonly CallField[] Fields = [new("a", ""), new("b", "")];

    /// <summary>The vector of docs/settlement-api.md.</summary>
    [Fact]
    public void The_full_signature_is_that_of_the_documents()
    {
        var query = SignedQuery.Read("to=2026-11-23&from=2026-11-23&limit=500").Value;
        var text = CallSignature.FullText(
            "GET",
            "/v1/accounts/A%2F1/transactions",
            query.Canonical,
            "1700000000",
            "0123456789abcdef",
            "",
            SHA256.HashData([])
        );
        Assert.Equal(
            "0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f",
            Convert.ToHexStringLower(CallSignature.Of("s3cr3t"u8, text))
        );
    }

    [Fact]
    public void The_basic_signature_is_that_of_time_and_key() =>
        Assert.Equal(
            Convert.ToHexString(HMACSHA256.HashData("s3cr3t"u8, "1700000000sk_test_1"u8)),
            Convert.ToHexString(CallSignature.Of("s3cr3t"u8, CallSignature.BasicText("1700000000", "sk_test_1")))
        );

    [Theory]
    [InlineData("b=2&a=1", "a=1&b=2")]
    [InlineData("q=%e4%b8%ad", "q=%E4%B8%AD")]
    [InlineData("q=%41%7e~", "q=A~~")]
    [InlineData("q=a=b", "q=a%3Db")]
    [InlineData("q=%26%3D%2B%20/?", "q=%26%3D%2B%20%2F%3F")]
    [InlineData("B=1&a=1&C=1", "B=1&C=1&a=1")]
    [InlineData("", "")]
    public void A_query_has_one_canonical_text(string raw, string canonical) =>
        Assert.Equal(canonical, SignedQuery.Read(raw).Value.Canonical);

    /// <summary>Letters that look the same are not the same: nothing is composed or folded on the way.</summary>
    [Fact]
    public void Composed_and_decomposed_letters_are_two_values() =>
        Assert.NotEqual(
            SignedQuery.Read("q=%C3%A9").Value.Canonical,
            SignedQuery.Read("q=e%CC%81").Value.Canonical,
            StringComparer.Ordinal
        );

    [Theory]
    [InlineData("a=1&a=1")]
    [InlineData("a=1&A=1")]
    [InlineData("a=1&%61=1")]
    [InlineData("a")]
    [InlineData("a=")]
    [InlineData("=a")]
    [InlineData("&a=1")]
    [InlineData("a=1&&b=1")]
    [InlineData("a=1+1")]
    [InlineData("a=%00")]
    [InlineData("a=%0a")]
    [InlineData("a=%7f")]
    [InlineData("a=%c2%85")]
    [InlineData("a=%ff")]
    [InlineData("a=%c0%af")]
    [InlineData("a=%f4%90%80%80")]
    [InlineData("a=%")]
    [InlineData("a=%2")]
    [InlineData("a=%zz")]
    [InlineData("a=\u00e9")]
    public void A_query_that_could_be_read_in_two_ways_is_refused(string raw) =>
        Assert.Equal("invalid", SignedQuery.Read(raw).Refusal?.Code);

    public static TheoryData<string, string> Bodies =>
        new()
        {
            { """{"a":"1","b":"2"}""", "a=1 b=2" },
            { """ {"b":"\u4e2d\ud83d\ude00"} """, "b=中😀" },
            { """{"a":null}""", "" },
            { "{}", "" },
            { """{"a":1}""", "a field_not_text" },
            { """{"a":1.0}""", "a field_not_text" },
            { """{"a":true}""", "a field_not_text" },
            { """{"a":["1"]}""", "a field_not_text" },
            { """{"a":{"b":"1"}}""", "a field_not_text" },
            { """{"a":"1","a":"2"}""", "a parameter_twice" },
            { """{"a":"1","\u0061":"2"}""", "a parameter_twice" },
            { """{"a":null,"a":"2"}""", "a parameter_twice" },
            { """{"A":"1"}""", "A parameter_unknown" },
            { """{"c":1}""", "c parameter_unknown" },
            { """{"a":"\u0000"}""", "a text_characters" },
            { """{"a":"x\ny"}""", "a text_characters" },
            { """{"a":"\ud800"}""", "body_malformed" },
            { """{"\udc00":"1"}""", "body_malformed" },
            { """{"a":"1",}""", "body_malformed" },
            { """{"a":"1"}x""", "body_malformed" },
            { """{"a":"1"}{}""", "body_malformed" },
            { """{"a":"1" """, "body_malformed" },
            { """{'a':'1'}""", "body_malformed" },
            { """// x""", "body_malformed" },
            { """["a"]""", "body_malformed" },
            { "\"a\"", "body_malformed" },
            { "null", "body_malformed" },
            { "", "body_malformed" },
            { new string('[', 100_000), "body_malformed" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_JSON_body_is_one_list_of_texts(string body, string expected) =>
        Assert.Equal(expected, Told(CallBody.Read(Encoding.UTF8.GetBytes(body), "application/json", Fields)));

    public static TheoryData<string, string> XmlBodies =>
        new()
        {
            { "<request><a>1</a><b>2</b></request>", "a=1 b=2" },
            { "<?xml version='1.0' encoding='UTF-8'?><request>\n <a>&lt;&#x4e2d;</a><!-- x --></request>", "a=<中" },
            { "<request/>", "" },
            { "<request><a><![CDATA[1]]></a></request>", "a=1" },
            { "<request><a>1</a><a>1</a></request>", "a parameter_twice" },
            { "<request><c>1</c></request>", "c parameter_unknown" },
            { "<request><a>1&#10;2</a></request>", "a text_characters" },
            { "<request><a><b>1</b></a></request>", "body_malformed" },
            { "<request x='1'><a>1</a></request>", "body_malformed" },
            { "<request><a x='1'>1</a></request>", "body_malformed" },
            { "<request xmlns='urn:x'><a>1</a></request>", "body_malformed" },
            { "<request>text<a>1</a></request>", "body_malformed" },
            { "<other/>", "body_malformed" },
            { "<request><a>1</a>", "body_malformed" },
            { "<request><a>&#0;</a></request>", "body_malformed" },
            { "<!DOCTYPE request><request/>", "body_malformed" },
            { "<!DOCTYPE request [<!ENTITY e 'x'>]><request><a>&e;</a></request>", "body_malformed" },
            { "<!DOCTYPE request SYSTEM 'file:///etc/passwd'><request/>", "body_malformed" },
            { "<request><a>&unknown;</a></request>", "body_malformed" },
            { string.Concat(Enumerable.Repeat("<request>", 50_000)), "body_malformed" },
        };

    [Theory]
    [MemberData(nameof(XmlBodies))]
    public void An_XML_body_is_one_list_of_texts_without_a_document_type(string body, string expected) =>
        Assert.Equal(expected, Told(CallBody.Read(Encoding.UTF8.GetBytes(body), "application/xml; charset=utf-8", Fields)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=gbk")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public void Another_kind_of_body_or_charset_is_refused(string? type) =>
        Assert.Equal(CallRefusals.MediaTypeUnsupported, CallBody.Read("{}"u8.ToArray(), type, Fields).Refusal);

    [Theory]
    [InlineData("7B2261223A22FF227D")]
    [InlineData("EFBBBF7B7D")]
    [InlineData("FEFF007B007D")]
    [InlineData("7B2261223A22C080227D")]
    [InlineData("7B2261223A22EDA080227D")]
    public void Bytes_that_are_no_UTF_8_are_refused(string bytes) =>
        Assert.Equal(CallRefusals.BodyMalformed, CallBody.Read(Convert.FromHexString(bytes), "application/json", Fields).Refusal);

    private static string Told(Result<Dictionary<string, string>> read) =>
        read.Refusal is { } refusal
            ? string.Join(' ', refusal.Args.Count > 0 ? refusal.Args.Take(2) : [refusal.Code])
            : string.Join(' ', read.Value.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
