using CsCheck;
using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Tests.Amounts;

public sealed class ChineseAmountWordsTests
{
    [Theory]
    // The examples of 支付结算办法, annex 1.
    [InlineData("1409.50", "壹仟肆佰零玖元伍角")]
    [InlineData("6007.14", "陆仟零柒元壹角肆分")]
    [InlineData("1680.32", "壹仟陆佰捌拾元零叁角贰分")]
    [InlineData("107000.53", "壹拾万柒仟元零伍角叁分")]
    [InlineData("16409.02", "壹万陆仟肆佰零玖元零贰分")]
    [InlineData("325.04", "叁佰贰拾伍元零肆分")]
    // Small ones.
    [InlineData("0", "零元整")]
    [InlineData("0.01", "壹分")]
    [InlineData("0.10", "壹角")]
    [InlineData("0.55", "伍角伍分")]
    [InlineData("1", "壹元整")]
    [InlineData("1.01", "壹元零壹分")]
    [InlineData("1.10", "壹元壹角")]
    [InlineData("10", "壹拾元整")]
    [InlineData("10.01", "壹拾元零壹分")]
    [InlineData("10.10", "壹拾元零壹角")]
    [InlineData("11", "壹拾壹元整")]
    [InlineData("100", "壹佰元整")]
    [InlineData("101", "壹佰零壹元整")]
    [InlineData("110", "壹佰壹拾元整")]
    [InlineData("1000", "壹仟元整")]
    [InlineData("1001", "壹仟零壹元整")]
    [InlineData("1010", "壹仟零壹拾元整")]
    [InlineData("1100", "壹仟壹佰元整")]
    [InlineData("9999.99", "玖仟玖佰玖拾玖元玖角玖分")]
    // Ten thousands and hundred millions.
    [InlineData("10000", "壹万元整")]
    [InlineData("10001", "壹万零壹元整")]
    [InlineData("10010", "壹万零壹拾元整")]
    [InlineData("10100", "壹万零壹佰元整")]
    [InlineData("11000", "壹万壹仟元整")]
    [InlineData("100001", "壹拾万零壹元整")]
    [InlineData("101000", "壹拾万壹仟元整")]
    [InlineData("1000000", "壹佰万元整")]
    [InlineData("10000000", "壹仟万元整")]
    [InlineData("10010000.5", "壹仟零壹万元零伍角")]
    [InlineData("100000000", "壹亿元整")]
    [InlineData("100000001", "壹亿零壹元整")]
    [InlineData("100001000", "壹亿零壹仟元整")]
    [InlineData("100010000", "壹亿零壹万元整")]
    [InlineData("110000000", "壹亿壹仟万元整")]
    [InlineData("101010101.01", "壹亿零壹佰零壹万零壹佰零壹元零壹分")]
    [InlineData("1000000000", "壹拾亿元整")]
    [InlineData("123456789.12", "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元壹角贰分")]
    [InlineData("1000000000000", "壹万亿元整")]
    [InlineData("1000100000000", "壹万零壹亿元整")]
    [InlineData("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分")]
    [InlineData("10000000000000", "壹拾万亿元整")]
    public void Yuan_are_written_as_the_rules_want(string amount, string words) =>
        Assert.Equal(words, ChineseAmountWords.Of(AmountText.Parse(amount, Currency.Cny).Value));

    [Theory]
    [InlineData("USD", 12_345_67, "美元壹万贰仟叁佰肆拾伍元陆角柒分")]
    [InlineData("JPY", 10_010, "日元壹万零壹拾元整")]
    [InlineData("EUR", 5, "欧元伍分")]
    [InlineData("HKD", 0, "港元零元整")]
    [InlineData("GBP", 1_00, "英镑壹元整")]
    [InlineData("CHF", 1_00, null)]
    [InlineData("KWD", 1_000, null)]
    [InlineData("CNY", -1, null)]
    [InlineData("CNY", long.MinValue, null)]
    [InlineData("CNY", AmountText.MaxMinor + 1, null)]
    public void Other_currencies_have_their_name_before_or_no_words(string currency, long minor, string? words) =>
        Assert.Equal(words, ChineseAmountWords.Of(new(minor, Currency.Of(currency))));

    [Fact]
    public void Every_amount_can_be_read_back_from_its_words() =>
        Gen.OneOf(Gen.Long[0, AmountText.MaxMinor], Gen.Long[0, 1_000_000_00], Sparse)
            .Sample(
                minor =>
                {
                    var words = ChineseAmountWords.Of(new(minor, Currency.Cny))!;
                    Assert.Equal(minor, Read(words));
                    Assert.DoesNotContain("零零", words, StringComparison.Ordinal);
                    Assert.Equal(minor % 100 == 0, words.EndsWith('整'));
                },
                iter: 20_000
            );

    /// <summary>Few digits and many zeros: where the rules are.</summary>
    private static readonly Gen<long> Sparse = Gen.Select(Gen.Int[1, 9], Gen.Int[0, 14])
        .Array[1, 4]
        .Select(digits => Math.Min(AmountText.MaxMinor, digits.DistinctBy(d => d.Item2).Sum(d => d.Item1 * Power(d.Item2))));

    private static long Power(int exponent) => exponent == 0 ? 1 : 10 * Power(exponent - 1);

    /// <summary>Reads words sign by sign; knows nothing of how they are made.</summary>
    private static long Read(string words)
    {
        long total = 0;
        long section = 0;
        long group = 0;
        long digit = 0;
        foreach (var sign in words)
        {
            if ("零壹贰叁肆伍陆柒捌玖".IndexOf(sign, StringComparison.Ordinal) is >= 0 and var value)
            {
                digit = value;
                continue;
            }
            switch (sign)
            {
                case '拾' or '佰' or '仟':
                    group +=
                        digit
                        * (
                            sign == '拾' ? 10
                            : sign == '佰' ? 100
                            : 1_000
                        );
                    break;
                case '万':
                    section += (group + digit) * 10_000;
                    group = 0;
                    break;
                case '亿':
                    total += (section + group + digit) * 100_000_000;
                    (section, group) = (0, 0);
                    break;
                case '元':
                    total = (total + section + group + digit) * 100;
                    break;
                case '角':
                    total += digit * 10;
                    break;
                case '分':
                    total += digit;
                    break;
            }
            digit = 0;
        }
        return total;
    }
}
