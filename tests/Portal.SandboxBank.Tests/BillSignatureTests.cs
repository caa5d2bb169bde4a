using FundPortal.SandboxBank.Faults;
using FundPortal.SandboxBank.Platform;

namespace FundPortal.SandboxBank.Tests;

public sealed class BillSignatureTests
{
    private static readonly Dictionary<string, string> Call = new(StringComparer.Ordinal)
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
    public void The_contracts_vectors_are_met()
    {
        var text = BillApi.TextToSign(Call);
        Assert.Equal(
            "account_id=ACC001&charset=utf-8&flag=erp01&method=finance.getAccountBalance&timestamp=20240101100000&type=json&ver=1",
            text
        );
        Assert.Equal("01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476", BillApi.Sign("s3cr3t", text));
        var list = new Dictionary<string, string>(Call, StringComparer.Ordinal)
        {
            ["method"] = "finance.getTransactionList",
            ["start_time"] = "2024-01-01 00:00:00",
            ["remark"] = "采购付款",
        };
        Assert.Equal("9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B", BillApi.Sign("s3cr3t", BillApi.TextToSign(list)));
    }

    [Fact]
    public void Random_faults_of_one_seed_are_the_same_whatever_comes_in_between()
    {
        var (first, second) = (new FaultBook { Random = new(7, 5_000) }, new FaultBook { Random = new(7, 5_000) });
        for (var i = 0; i < 50; i++)
            second.Of(new("BB1PAYOP", null, null, $"OTHER{i}"), FaultBook.OfSubmission);
        var found = Enumerable.Range(0, 200).Select(i => new CallFacts("BB1PAYOP", null, null, $"R{i}")).ToArray();
        var drawn = found.Select(facts => first.Of(facts, FaultBook.OfSubmission)).ToArray();
        Assert.Equal(drawn, found.Reverse().Select(facts => second.Of(facts, FaultBook.OfSubmission)).Reverse());
        Assert.InRange(drawn.Count(fault => fault is not null), 70, 130);
    }
}
