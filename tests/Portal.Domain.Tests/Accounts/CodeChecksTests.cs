using FundPortal.Domain.Accounts;

namespace FundPortal.Domain.Tests.Accounts;

public sealed class CodeChecksTests
{
    [Theory]
    [InlineData("102100099996")]
    [InlineData("104100000004")]
    [InlineData("308584000013")]
    [InlineData("403100000004")]
    public void Good_bank_codes_pass_and_every_single_wrong_digit_is_found(string code)
    {
        Assert.True(BankCodeCheck.IsValid(code));
        Assert.All(Changed(code, "0123456789"), wrong => Assert.False(BankCodeCheck.IsValid(wrong)));
    }

    [Theory]
    [InlineData("91350100M000100Y43")]
    [InlineData("91440300708461136T")]
    public void Good_credit_codes_pass_and_every_single_wrong_character_is_found(string code)
    {
        Assert.True(CreditCodeCheck.IsValid(code));
        Assert.All(Changed(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), wrong => Assert.False(CreditCodeCheck.IsValid(wrong)));
    }

    [Fact]
    public void A_good_iban_passes_and_every_single_wrong_character_is_found()
    {
        const string iban = "CH2909000000250094239";
        Assert.True(IbanCheck.IsValid(iban));
        Assert.True(IbanCheck.IsValid("GB82WEST12345698765432"));
        Assert.All(Changed(iban, "0123456789AZ"), wrong => Assert.False(IbanCheck.IsValid(wrong)));
    }

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("6222020200112233448", false)]
    [InlineData("4111111111111112", false)]
    public void Card_numbers_end_with_a_luhn_digit(string number, bool isValid) => Assert.Equal(isValid, CardNumberCheck.IsValid(number));

    [Theory]
    [InlineData("")]
    [InlineData("１０２１０００９９９９６")]
    [InlineData("10210009999")]
    [InlineData("1021000999960")]
    public void Texts_of_another_form_are_no_codes(string text)
    {
        Assert.False(BankCodeCheck.IsValid(text));
        Assert.False(CreditCodeCheck.IsValid(text));
        Assert.False(IbanCheck.IsValid(text));
        Assert.False(CardNumberCheck.IsValid(text));
    }

    private static IEnumerable<string> Changed(string code, string alphabet) =>
        from place in Enumerable.Range(0, code.Length)
        from other in alphabet
        where other != code[place]
        select string.Concat(code.AsSpan(0, place), other.ToString(), code.AsSpan(place + 1));
}
