using System.Globalization;
using System.Text;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Demo;

/// <summary>
/// Bank files for the demonstration group, made like a bank would make them and imported through the same pipeline as any other file.
/// The same day gives the same files: amounts come from a seeded generator.
/// </summary>
internal static class DemoStatements
{
    private sealed record Pattern(string Type, bool IsIn, string Posting, string[] Parties, string[] Texts, long From, long To, int Weight);

    private static readonly Pattern[] Patterns =
    [
        new(
            "TRF",
            true,
            "汇入汇款",
            ["上海星河商贸有限公司", "杭州云栖网络科技有限公司", "广州白云百货有限公司", "北京华章图书有限公司"],
            ["货款", "服务费结算", "项目进度款"],
            80_000_00,
            900_000_00,
            5
        ),
        new(
            "TRF",
            false,
            "转账汇款",
            ["深圳市联创电子有限公司", "苏州精工模具有限公司", "宁波海天物流有限公司", "成都天府软件园有限公司"],
            ["采购付款", "物流费", "设备尾款"],
            20_000_00,
            600_000_00,
            6
        ),
        new("MSC", false, "代发工资", ["批量代发"], ["工资"], 300_000_00, 800_000_00, 1),
        new("TAX", false, "实时缴税", ["国家金库上海市分库"], ["增值税", "企业所得税", "城建税及附加"], 10_000_00, 160_000_00, 1),
        new("CHG", false, "手续费", [""], ["网银汇款手续费", "账户管理费"], 5_00, 200_00, 3),
        new("INT", true, "结息", [""], ["活期存款利息"], 100_00, 9_000_00, 1),
        new("RTI", true, "退汇", ["深圳市联创电子有限公司"], ["账号户名不符退回"], 20_000_00, 90_000_00, 1),
    ];

    private static readonly int TotalWeight = Patterns.Sum(pattern => pattern.Weight);

    /// <summary>A file made by <paramref name="make"/> whose closing balance is what the bank has: the opening is moved until it fits.</summary>
    public static string EndingAt(long closingMinor, Func<long, (string Text, long ClosingMinor)> make)
    {
        var opening = closingMinor;
        var made = make(opening);
        // Entries depend a little on the balance, so one step is not always enough.
        for (var i = 0; i < 20 && made.ClosingMinor != closingMinor; i++)
            made = make(opening += closingMinor - made.ClosingMinor);
        return made.Text;
    }

    /// <summary>An MT940 file with one statement per day, from the first day up to and including the last.</summary>
    /// <param name="perDay">The most entries of a day.</param>
    public static (string Text, long ClosingMinor) Mt940(
        string account,
        Currency currency,
        DateOnly first,
        DateOnly last,
        long openingMinor,
        int seed,
        int perDay
    )
    {
        var random = new Random(seed);
        var file = new StringBuilder();
        var balance = openingMinor;
        var number = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
                continue;
            number++;
            Line(file, ":20:DEMO", day.ToString("yyMMdd", CultureInfo.InvariantCulture));
            Line(file, ":25:", account);
            Line(file, ":28C:", number.ToString("00000", CultureInfo.InvariantCulture), "/00001");
            Line(file, ":60F:", Balance(balance, day, currency));
            for (var entry = random.Next(0, perDay + 1); entry > 0; entry--)
                balance = Entry(file, random, day, currency, balance, $"{seed:000}{number:0000}{entry:000}");
            Line(file, ":62F:", Balance(balance, day, currency));
            Line(file, ":64:", Balance(balance, day, currency));
            Line(file, "-");
        }
        return (file.ToString(), balance);
    }

    private static long Entry(StringBuilder file, Random random, DateOnly day, Currency currency, long balance, string reference)
    {
        var pattern = Pick(random);
        var minor = random.NextInt64(pattern.From, pattern.To) * Money.MinorPerMajor(currency) / 100;
        if (!pattern.IsIn && minor > balance)
            pattern = Patterns[0];
        var party = pattern.Parties[random.Next(pattern.Parties.Length)];
        var text = pattern.Texts[random.Next(pattern.Texts.Length)];
        Line(
            file,
            ":61:",
            day.ToString("yyMMddMMdd", CultureInfo.InvariantCulture),
            pattern.IsIn ? "C" : "D",
            Comma(minor, currency),
            "N",
            pattern.Type,
            "NONREF//",
            reference
        );
        Line(file, ":86:166?00", pattern.Posting, "?20", text, party.Length > 0 ? "?32" + party : "");
        return checked(balance + (pattern.IsIn ? minor : -minor));
    }

    private static Pattern Pick(Random random)
    {
        var ticket = random.Next(TotalWeight);
        foreach (var pattern in Patterns)
        {
            if (ticket < pattern.Weight)
                return pattern;
            ticket -= pattern.Weight;
        }
        return Patterns[0];
    }

    /// <summary>支付宝账务明细 of an online shop: sales, refunds, fees and withdrawals, newest first like the real export.</summary>
    public static (string Text, long ClosingMinor) Alipay(DateOnly first, DateOnly last, long openingMinor, int seed, int perDay)
    {
        var random = new Random(seed);
        var rows = new List<string>();
        var balance = openingMinor;
        var number = 0;
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            for (var entry = random.Next(1, perDay + 1); entry > 0; entry--)
            {
                number++;
                var (kind, name, isIn, minor) = random.Next(12) switch
                {
                    0 => ("交易退款", "商品退货", false, random.NextInt64(20_00, 500_00)),
                    1 or 2 => ("收费", "软件服务费", false, random.NextInt64(1_00, 30_00)),
                    3 when balance > 30_000_00 => ("提现", "提现到银行卡", false, random.NextInt64(10_000_00, 20_000_00)),
                    _ => ("在线支付", "店铺订单", true, random.NextInt64(30_00, 3_000_00)),
                };
                balance += isIn ? minor : -minor;
                var at = day.ToDateTime(new TimeOnly(9, 0)).AddSeconds((perDay - entry) * 1_800 + random.Next(1_500));
                rows.Add(
                    string.Join(
                        ',',
                        $"{day:yyyyMMdd}{number:0000000000}",
                        $"{day:yyyyMMdd}2200{number:00000000}",
                        $"T{number:000000}",
                        name,
                        at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                        $"buyer{random.Next(1000):000}***@example.com",
                        isIn ? Plain(minor) : "",
                        isIn ? "" : "-" + Plain(minor),
                        Plain(balance),
                        "支付宝",
                        kind,
                        ""
                    )
                );
            }
        }
        rows.Reverse();
        var text =
            "#支付宝账务明细查询\n"
            + "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注\n"
            + string.Join('\n', rows)
            + "\n";
        return (text, balance);
    }

    private static string Plain(long minor) => new Money(minor, Currency.Cny).ToPlainText();

    private static string Balance(long minor, DateOnly day, Currency currency) =>
        (minor < 0 ? "D" : "C") + day.ToString("yyMMdd", CultureInfo.InvariantCulture) + currency.Code + Comma(Math.Abs(minor), currency);

    private static string Comma(long minor, Currency currency)
    {
        var text = new Money(minor, currency).ToPlainText().Replace('.', ',');
        return text.Contains(',', StringComparison.Ordinal) ? text : text + ",";
    }

    private static void Line(StringBuilder file, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
            file.Append(part);
        file.Append("\r\n");
    }
}
