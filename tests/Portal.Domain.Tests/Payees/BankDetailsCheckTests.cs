using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Tests.Payees;

public sealed class BankDetailsCheckTests
{
    private static readonly BankDetails Good = new(
        "苏州精工模具有限公司",
        "1102020109000123456",
        "中国工商银行苏州分行",
        "102100099996",
        "CN"
    );

    [Fact]
    public void Good_details_have_no_fault() => Assert.Empty(BankDetailsCheck.Faults(Good));

    [Theory]
    [InlineData("CH", "CH2909000000250094239")]
    [InlineData("DE", "DE89370400440532013000")]
    [InlineData("US", "000123456789")]
    [InlineData("JP", "123-4567890")]
    public void Details_abroad_need_no_bank_code(string country, string number) =>
        Assert.Empty(BankDetailsCheck.Faults(new("Holder", number, "Bank", null, country)));

    [Theory]
    [InlineData("accountName required", "", "1", "Bank", "102100099996", "CN")]
    [InlineData("accountName characters", "a\u202Eb", "1", "Bank", "102100099996", "CN")]
    [InlineData("accountName characters", "a\nb", "1", "Bank", "102100099996", "CN")]
    [InlineData("accountNumber required", "A", " ", "Bank", "102100099996", "CN")]
    [InlineData("accountNumber account_characters", "A", "１２３", "Bank", "102100099996", "CN")]
    [InlineData("accountNumber account_characters", "A", "--", "Bank", "102100099996", "CN")]
    [InlineData("accountNumber account_characters", "A", "=1+1", "Bank", "102100099996", "CN")]
    [InlineData("accountNumber iban_check", "A", "CH2909000000250094230", "Bank", null, "CH")]
    [InlineData("accountNumber iban_check", "A", "CH2909000000250094230", "Bank", null, "US")]
    [InlineData("accountNumber iban_required", "A", "0532013000", "Bank", null, "DE")]
    [InlineData("accountNumber iban_country", "A", "CH2909000000250094239", "Bank", null, "DE")]
    [InlineData("bankName required", "A", "1", "", "102100099996", "CN")]
    [InlineData("bankCode required", "A", "1", "Bank", null, "CN")]
    [InlineData("bankCode bank_code_check", "A", "1", "Bank", "102100099997", "CN")]
    [InlineData("bankCode bank_code_length", "A", "1", "Bank", "10210009999", "CN")]
    [InlineData("bankCode bank_code_abroad", "A", "1", "Bank", "102100099996", "US")]
    [InlineData("country country_format", "A", "1", "Bank", null, "CHN")]
    [InlineData("country required", "A", "1", "Bank", null, "")]
    public void A_fault_names_its_field(string fault, string holder, string number, string bank, string? code, string country)
    {
        var found = BankDetailsCheck.Faults(BankDetailsCheck.Tidy(new(holder, number, bank, code, country)));
        Assert.Equal(fault.Split(' '), found.First(f => Equals(f.Args[0], fault.Split(' ')[0])).Args.Take(2));
    }

    [Fact]
    public void Every_fault_is_told_at_once() =>
        Assert.Equal(
            ["accountName", "country", "accountNumber", "bankName"],
            BankDetailsCheck.Faults(BankDetailsCheck.Tidy(new(null!, null!, null!, null, null!))).Select(f => f.Args[0])
        );

    [Theory]
    [InlineData("accountName", 141)]
    [InlineData("accountNumber", 65)]
    [InlineData("bankName", 141)]
    public void What_the_column_cannot_hold_is_a_fault(string field, int length)
    {
        var text = new string('1', length);
        var details = field switch
        {
            "accountName" => Good with { AccountName = text },
            "accountNumber" => Good with { AccountNumber = text },
            _ => Good with { BankName = text },
        };
        Assert.Equal([field, "length_1_to", length - 1], Assert.Single(BankDetailsCheck.Faults(details)).Args);
    }

    [Theory]
    [InlineData("DE89 3704 0044 0532 0130 00", "DE89370400440532013000")]
    [InlineData("de89370400440532013000", "DE89370400440532013000")]
    [InlineData(" 6222 0202\t0011 2233 448 ", "6222020200112233448")]
    [InlineData("ab-12", "ab-12")]
    public void An_account_number_is_kept_without_blanks(string typed, string kept) =>
        Assert.Equal(kept, BankDetailsCheck.Tidy(Good with { AccountNumber = typed }).AccountNumber);

    [Theory]
    [InlineData("ab-12/3.4", "AB1234")]
    [InlineData("0012", "0012")]
    public void Two_ways_to_write_an_account_have_one_key(string number, string key) =>
        Assert.Equal(key, BankDetailsCheck.AccountKey(number));
}
