using System.Globalization;
using System.Runtime.InteropServices;

namespace FundPortal.Benchmarks.Reads;

/// <summary>
/// What stands in the texts of made transactions: companies and people with account numbers of their own, some met often and most seldom,
/// remarks as accountants type them, the banks' references. Always the same ones for the same row number.
/// </summary>
internal static class TransactionTexts
{
    /// <summary>In a fifth of all remarks.</summary>
    public const string CommonWord = "货款";

    /// <summary>Two characters, in about one remark in thirty.</summary>
    public const string TwoCharacters = "电费";

    /// <summary>In one remark in <see cref="RareEvery"/>.</summary>
    public const string RareWord = "退汇重付";

    public const int RareEvery = 100_003;

    /// <summary>In none.</summary>
    public const string AbsentWord = "火星探测";

    private const int Companies = 6_000;
    private const int People = 20_000;

    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Texts(string Counterparty, string CounterpartyAccount, string Text, string BankReference);

    private static readonly string[] Cities =
        "北京 上海 广州 深圳 杭州 宁波 温州 苏州 南京 无锡 成都 重庆 武汉 长沙 青岛 济南 厦门 福州 泉州 合肥 郑州 西安 天津 大连 沈阳 佛山 东莞 珠海 嘉兴 绍兴".Split(
            ' '
        );

    private static readonly string[] Words =
        "云谷 远洋 恒信 华泰 中源 博瑞 天成 盛达 鸿图 众合 金桥 瑞丰 永兴 海纳 凌峰 新航 德润 宏业 嘉禾 泰和 东方红 万通 星河 锦程 长青 启明 力创 佳美 安捷 卓越 腾飞 百川 福满 顺达 广源 利民 同创 优品 蓝海 智联".Split(
            ' '
        );

    private static readonly string[] Trades =
        "科技 贸易 国际货运代理 电子商务 信息技术 机械制造 建筑工程 物业管理 供应链管理 食品 化工材料 医疗器械 广告传媒 人力资源 物流 纺织 包装印刷 餐饮管理 新能源 文化传播".Split(
            ' '
        );

    private static readonly string[] Forms = ["有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司", "有限公司分公司"];

    private const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧";
    private const string GivenNames = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建文辉玲建国志鹏浩宇欣怡子轩梓涵思远雨婷嘉懿";

    private static readonly string[] Foreign =
    [
        "Müller & Söhne GmbH",
        "ACME TRADING (HK) LIMITED",
        "Nordic Parts AB",
        "PACIFIC LOGISTICS PTE. LTD.",
        "株式会社サクラ商事",
        "Société Générale Équipements",
    ];

    private static readonly string[] Goods = "钢材 面料 芯片 包装盒 轴承 原料 服务器 茶叶 家具 配件 试剂 电缆".Split(' ');
    private static readonly string[] Months =
    [
        .. Enumerable.Range(1, 12).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m}月")),
    ];

    public static Texts Of(int row)
    {
        var dice = new Dice((ulong)row);
        var (party, number) = Party(ref dice);
        return new(party, number, Remark(row, ref dice), Reference(row, ref dice));
    }

    /// <summary>A counterparty is always the same with its number: a few come in thousands, most a handful of times.</summary>
    private static (string Name, string Account) Party(ref Dice dice)
    {
        var kind = dice.Next(100);
        if (kind < 2)
        {
            var which = dice.Next(Foreign.Length);
            return (Foreign[which], string.Create(CultureInfo.InvariantCulture, $"DE{89_370_400_440_532_013_00UL + (ulong)which}"));
        }
        var isCompany = kind < 70;
        var pool = isCompany ? Companies : People;
        // Skewed: the square of an even draw.
        var draw = (long)dice.Next(1_000_000);
        var number = (int)(draw * draw / 1_000_000 * pool / 1_000_000);
        var own = new Dice((ulong)(number + (isCompany ? 1_000_000_000 : 2_000_000_000)));
        return isCompany ? (Company(ref own), AccountNumber(ref own, isCompany)) : (Person(ref own), AccountNumber(ref own, isCompany));
    }

    private static string Company(ref Dice own) =>
        $"{Cities[own.Next(Cities.Length)]}{(own.Next(3) == 0 ? "市" : "")}{Words[own.Next(Words.Length)]}{Trades[own.Next(Trades.Length)]}{Forms[own.Next(Forms.Length)]}";

    private static string Person(ref Dice own) =>
        $"{Surnames[own.Next(Surnames.Length)]}{GivenNames[own.Next(GivenNames.Length)]}{(own.Next(3) == 0 ? "" : GivenNames[own.Next(GivenNames.Length)].ToString())}";

    private static readonly string[] Issuers = ["622202", "622848", "621700", "622588", "1202", "3310", "4100", "9550"];

    private static string AccountNumber(ref Dice own, bool isCompany) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Issuers[isCompany ? 4 + own.Next(4) : own.Next(4)]}{(ulong)own.Next(1_000_000):D6}{(ulong)own.Next(10_000_000):D7}"
        );

    private static string Remark(int row, ref Dice dice)
    {
        if (row % RareEvery == RareEvery / 2)
            return $"{RareWord} 原交易户名有误";
        var (month, goods) = (Months[dice.Next(12)], Goods[dice.Next(Goods.Length)]);
        var (a, b) = (dice.Next(1_000_000), dice.Next(100_000));
        return dice.Next(30) switch
        {
            < 3 => string.Create(CultureInfo.InvariantCulture, $"支付{month}{goods}货款"),
            < 6 => string.Create(CultureInfo.InvariantCulture, $"订单 {202_500_000_000 + row} 货款结算"),
            < 8 => string.Create(CultureInfo.InvariantCulture, $"{goods}采购款 合同号HT-2025-{b:D5}"),
            < 10 => string.Create(CultureInfo.InvariantCulture, $"发票号{a:D6}{b:D5} {month}服务费"),
            < 12 => string.Create(CultureInfo.InvariantCulture, $"代发工资{month}"),
            12 => string.Create(CultureInfo.InvariantCulture, $"{month}电费 户号{a:D6}{b:D5}"),
            13 => string.Create(CultureInfo.InvariantCulture, $"{month}水费及物业管理费"),
            14 => string.Create(CultureInfo.InvariantCulture, $"房租 2025年{month} {b % 40 + 1}号楼"),
            15 => "网银转账手续费",
            16 => string.Create(CultureInfo.InvariantCulture, $"差旅费报销 单号BX{a:D6}"),
            17 => "利息收入",
            18 => string.Create(CultureInfo.InvariantCulture, $"缴纳增值税 税票号{a:D6}{b:D5}"),
            19 => string.Create(CultureInfo.InvariantCulture, $"社保公积金 {month}"),
            20 => string.Create(CultureInfo.InvariantCulture, $"Payment of invoice INV-{a:D6}"),
            21 => "往来款",
            22 => string.Create(CultureInfo.InvariantCulture, $"支付宝提现 流水{a:D6}{b:D5}{row % 1000:D3}"),
            23 => string.Create(CultureInfo.InvariantCulture, $"微信商户结算款 批次{a:D6}"),
            24 => string.Create(CultureInfo.InvariantCulture, $"保证金退还 项目编号{b:D5}"),
            25 => string.Create(CultureInfo.InvariantCulture, $"运费 {goods} 运单SF{a:D6}{b:D5}"),
            26 => string.Create(CultureInfo.InvariantCulture, $"{goods}退款 订单{a:D6}"),
            27 => string.Create(CultureInfo.InvariantCulture, $"广告推广费{month}"),
            28 => "备用金",
            _ => "",
        };
    }

    private static string Reference(int row, ref Dice dice) =>
        dice.Next(3) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"C{dice.Next(100_000):D5}{row:D9}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"2025{dice.Next(1_000_000):D6}{row:D9}"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"G{dice.Next(1_000_000_000):D9}{(char)('A' + dice.Next(26))}{row % 100_000:D5}"
            ),
        };

    /// <summary>SplitMix64: even draws from a number, the same everywhere.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Dice(ulong seed)
    {
        private ulong state = unchecked(seed * 0x9E3779B97F4A7C15UL);

        public int Next(int below)
        {
            unchecked
            {
                state += 0x9E3779B97F4A7C15UL;
                var z = state;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
                return (int)((z ^ (z >> 31)) % (ulong)below);
            }
        }
    }
}
