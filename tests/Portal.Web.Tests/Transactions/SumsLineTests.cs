using System.Globalization;
using Bunit;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Amounts;
using FundPortal.Web.Transactions;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Transactions;

public sealed class SumsLineTests : BunitContext
{
    public SumsLineTests() => Services.AddLogging().AddLocalization();

    [Theory]
    [InlineData("en", true, "At least 101,234 rows", "Sums are of the newest 101,234 only; narrow the days for all")]
    [InlineData("zh-CN", true, "至少 101,234 笔", "金额只合计最新的 101,234 笔；缩小日期范围可得全部")]
    [InlineData("en", false, "101,234 rows", null)]
    public void Sums_of_a_part_say_so(string culture, bool isPartial, string count, string? hint)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture);
        var money = new Money(1, Currency.Of("CNY"));
        var line = Render<SumsLine>(p =>
            p.Add(l => l.Summary, new SummarizeTransactions.Summary(101_234, [new("CNY", 101_234, money, money)], isPartial))
        );
        var parts = line.FindAll(".sums > span").Select(part => part.TextContent.Trim()).ToArray();
        Assert.Equal(count, parts[0]);
        Assert.Equal(hint is null ? 2 : 3, parts.Length);
        if (hint is not null)
            Assert.Equal(hint, parts[^1]);
    }
}
