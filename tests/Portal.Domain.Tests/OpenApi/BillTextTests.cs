using System.Text;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Domain.Tests.OpenApi;

/// <summary>The contract's vectors of both signature schemes.</summary>
public sealed class BillTextTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("s3cr3t");

    private static Dictionary<string, string> Call() =>
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
    public void Oms_md5_as_published()
    {
        Assert.Equal(
            "account_idACC001charsetutf-8flagerp01methodfinance.getAccountBalancetimestamp20240101100000typejsonver1",
            BillText.Assembled(Call())
        );
        Assert.Equal("C3D7E7510DB06D547D674136F4C4BE6B", Convert.ToHexString(BillText.OmsMd5(Secret, Call())));
    }

    [Fact]
    public void Hmac_sha256_as_published()
    {
        Assert.Equal(
            "account_id=ACC001&charset=utf-8&flag=erp01&method=finance.getAccountBalance&timestamp=20240101100000&type=json&ver=1",
            BillText.Canonical(Call())
        );
        Assert.Equal(
            "01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476",
            Convert.ToHexString(BillText.HmacSha256(Secret, Call()))
        );
    }

    [Fact]
    public void Hmac_sha256_with_blanks_and_Chinese_as_published()
    {
        var call = Call();
        call["method"] = "finance.getTransactionList";
        call["start_time"] = "2024-01-01 00:00:00";
        call["remark"] = "采购付款";
        Assert.Equal(
            "9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B",
            Convert.ToHexString(BillText.HmacSha256(Secret, call))
        );
    }

    [Fact]
    public void Bytes_shifted_from_a_value_into_a_name_keep_the_weak_signature_but_not_the_strong_one()
    {
        var call = Call();
        call.Remove("account_id");
        call["account_i"] = "dACC001";
        // Why the weak scheme also needs every name to be known.
        Assert.Equal("C3D7E7510DB06D547D674136F4C4BE6B", Convert.ToHexString(BillText.OmsMd5(Secret, call)));
        Assert.False(
            string.Equals(
                "01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476",
                Convert.ToHexString(BillText.HmacSha256(Secret, call)),
                StringComparison.Ordinal
            )
        );
    }
}
