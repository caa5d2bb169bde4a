using FundPortal.SandboxBank.Books;

namespace FundPortal.SandboxBank;

/// <summary>The accounts of the portal's demonstration group, and a payee's at the same bank.</summary>
internal static class DemoAccounts
{
    /// <param name="user">The bank's customer.</param>
    /// <param name="platform">The platform's client.</param>
    public static void Open(Ledger ledger, string user, string platform)
    {
        ledger.Open(BankAccount.OtherBanks, "其他银行 Other banks", "", "clearing", "CNY", 0);
        ledger.Open("755901234510001", "远航集团有限公司", user, "current", "CNY", 86_000_000_00);
        ledger.Open("121909876510802", "远航电子商务（上海）有限公司", user, "current", "CNY", 4_300_000_00);
        ledger.Open("755907654310222", "远航供应链（深圳）有限公司", user, "current", "CNY", 9_100_000_00);
        // Payees of the group that bank here too.
        ledger.Open("127902318810501", "成都天府软件园有限公司", "others", "current", "CNY", 0);
        ledger.Open("571908887710606", "杭州云栖网络科技有限公司", "others", "current", "CNY", 0);
        ledger.Open("2088123456789012", "旗舰店支付宝", platform, "alipay", "CNY", 180_000_00);
        ledger.Open("jd-wallet-360001", "京东钱包", platform, "jd_wallet", "CNY", 96_000_00);
        ledger.Open("jzt-770021", "京准通", platform, "jzt", "CNY", 24_000_00);
    }
}
