namespace FundPortal.Domain.Channels;

/// <summary>How a channel talks to its bank or platform. The numbers are stored; never reuse one.</summary>
public enum ChannelKind
{
    /// <summary>CMB cloud direct connect (招商银行 云直联).</summary>
    CmbDirect = 1,

    /// <summary>The finance bill API of a platform or an ERP (财务账单 API).</summary>
    FinanceBillApi = 2,

    /// <summary>The settlement API (资金结算 API).</summary>
    SettlementApi = 3,

    /// <summary>A folder into which statement files are put.</summary>
    File = 4,
}

/// <summary>What a kind of channel can do.</summary>
/// <param name="DayBalances">Tells the closing balance of past days: what the balance proof compares with.</param>
/// <param name="Payments">Sends payments and tells their state.</param>
public sealed record ChannelCapabilities(bool Balances, bool Transactions, bool DayBalances, bool Payments)
{
    public static ChannelCapabilities Of(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.CmbDirect => new(Balances: true, Transactions: true, DayBalances: true, Payments: true),
            ChannelKind.FinanceBillApi => new(Balances: true, Transactions: true, DayBalances: false, Payments: false),
            ChannelKind.SettlementApi => new(Balances: true, Transactions: true, DayBalances: true, Payments: false),
            ChannelKind.File => new(Balances: false, Transactions: true, DayBalances: false, Payments: false),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
