using FundPortal.Application.Identity;

namespace FundPortal.Application.Tests.Identity;

/// <summary>Row A11: what a password may be.</summary>
public sealed class PasswordTests
{
    [Theory]
    [InlineData("Password1!", "password_short")]
    [InlineData("elevenchars", "password_short")]
    [InlineData("password123456", "password_common")]
    [InlineData("Password123456!", "password_common")]
    [InlineData("qwertyuiop123", "password_common")]
    [InlineData("123456789012", "password_common")]
    [InlineData("aaaaaaaaaaaaaaaa", "password_common")]
    [InlineData("abababababab", "password_common")]
    [InlineData("FundPortal-2026-xyz", "password_common")]
    [InlineData("资金门户资金门户资金门户", "password_common")]
    [InlineData("iloveyou iloveyou", "password_common")]
    [InlineData("wang.min is my name", "password_name")]
    [InlineData("WANG.MIN-is-my-name", "password_name")]
    [InlineData("ｐａｓｓｗｏｒｄ１２３４５６", "password_common")]
    public void A11_weak_ones_are_refused_and_the_reason_is_named(string password, string reason) =>
        Assert.Equal(reason, PasswordRules.Check(password, "wang.min", "王敏")?.Args[1]);

    [Theory]
    [InlineData("violet-teapot-harbour-9")]
    [InlineData("violet teapot harbour")]
    [InlineData("onlylowercaselettersbutmany")]
    [InlineData("八百标兵奔北坡炮兵并排北边跑")]
    [InlineData("🚢🍵🌊🎻🌵🧭🚢🍵🌊🎻🌵🧨")]
    [InlineData("Harbor-Lantern-2026")]
    [InlineData("Silver-Juniper-2026")]
    public void A11_long_ones_are_good_without_rules_of_composition(string password) =>
        Assert.Null(PasswordRules.Check(password, "wang.min", "王敏"));

    [Fact]
    public void A11_up_to_256_characters_and_no_more()
    {
        var phrase = string.Concat(Enumerable.Range(0, 64).Select(i => (char)('a' + (i * 7 % 26)) + "-xq"));
        Assert.Equal(256, phrase.Length);
        Assert.Null(PasswordRules.Check(phrase));
        Assert.Equal("password_long", PasswordRules.Check(phrase + "x")?.Args[1]);
    }

    [Fact]
    public void A11_one_password_typed_on_two_keyboards_is_one()
    {
        Assert.Equal(PasswordRules.Normalize("é-ｖｉｏｌｅｔ"), PasswordRules.Normalize("e\u0301-violet"));
        // Broken surrogates are no reason to fall over.
        Assert.NotNull(PasswordRules.Normalize("\ud800 broken"));
        _ = PasswordRules.Check("\ud800\ud800\ud800 broken surrogates");
    }
}
