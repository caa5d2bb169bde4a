using FundPortal.Application.Channels.FinanceBill;
using FundPortal.Application.Channels.Settlement;

namespace FundPortal.Application.Tests.Channels;

/// <summary>The signatures of the two platform APIs against their published vectors.</summary>
public sealed class ApiSignatureTests
{
    private static Dictionary<string, string> Bill() =>
        new(StringComparer.Ordinal)
        {
            ["flag"] = "erp01",
            ["method"] = "finance.getAccountBalance",
            ["ver"] = "1",
            ["charset"] = "utf-8",
            ["type"] = "json",
            ["timestamp"] = "20240101100000",
            ["account_id"] = "ACC001",
        };

    [Fact]
    public void The_finance_bill_API_is_signed_as_its_contract_says()
    {
        const string Text =
            "account_id=ACC001&charset=utf-8&flag=erp01&method=finance.getAccountBalance&timestamp=20240101100000&type=json&ver=1";
        Assert.Equal(Text, BillSignature.Text(Bill()));
        Assert.Equal("01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476", BillSignature.Of("s3cr3t", Bill()));
    }

    [Fact]
    public void Values_are_encoded_as_RFC_3986_says()
    {
        var parameters = Bill();
        parameters["method"] = "finance.getTransactionList";
        parameters["start_time"] = "2024-01-01 00:00:00";
        parameters["remark"] = "采购付款";
        Assert.Equal("9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B", BillSignature.Of("s3cr3t", parameters));
        Assert.Equal(
            "a=%21%27%28%29%2A~-._%2B%26%3D%20",
            BillSignature.Text(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "!'()*~-._+&= " })
        );
    }

    [Fact]
    public void The_settlement_API_is_signed_as_its_page_shows()
    {
        var query = SettlementSignature.Query([("to", "2026-11-23"), ("from", "2026-11-23"), ("limit", "500")]);
        var text = SettlementSignature.Text(HttpMethod.Get, "/v1/accounts/A%2F1/transactions", query, "1700000000", "0123456789abcdef", []);
        Assert.Equal("0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f", SettlementSignature.Of("s3cr3t", text));
    }
}
