using Microsoft.Data.Sqlite;

namespace FundPortal.SandboxBank.Books;

internal sealed partial class Ledger
{
    private const string OrderColumns = """
        SELECT Id, User, Reference, FromAccount, ToAccount, ToName, ToBank, ToBankCode, OwnBank, Currency, AmountMinor, Purpose, ReceivedAt, State,
        FailCode, FailText, ExecuteAt, ReturnAt, DoubtUntil, HiddenUntil, EndedAt, ReturnedAt FROM Orders
        """;

    private const string PaymentKind = "payment";

    /// <summary>Takes an order on, or says why not. One transaction: two orders with one reference at the same instant are one order.</summary>
    /// <param name="order">Its id is given here.</param>
    /// <param name="checksReference">The bank refuses a reference that it has had; a fault switches that off.</param>
    /// <returns>The order as stored; or the code of what stands against it.</returns>
    public (PaymentOrder? Order, string? Refused) Receive(PaymentOrder order, bool checksReference) =>
        InTransaction<(PaymentOrder?, string?)>(() =>
        {
            if (checksReference && FindOrders(order.User, order.Reference).Count > 0)
                return (null, "DUP0001");
            if (FindAccount(order.FromAccount) is not { } from || from.Holder != order.User)
                return (null, "ACC0001");
            if (from.BalanceMinor - PendingOf(order.FromAccount) < order.AmountMinor)
                return (null, "BAL0001");
            if (order.OwnBank == "Y" && (FindAccount(order.ToAccount) is not { } to || to.Name != order.ToName))
                return (null, "PAY0001");
            Run(
                """
                INSERT INTO Orders (User, Reference, FromAccount, ToAccount, ToName, ToBank, ToBankCode, OwnBank, Currency, AmountMinor, Purpose,
                ReceivedAt, State, FailCode, FailText, ExecuteAt, ReturnAt, DoubtUntil, HiddenUntil)
                VALUES ($user, $reference, $from, $to, $toName, $toBank, $toBankCode, $ownBank, $currency, $amount, $purpose, $receivedAt, $state,
                $failCode, $failText, $executeAt, $returnAt, $doubtUntil, $hiddenUntil)
                """,
                ("$user", order.User),
                ("$reference", order.Reference),
                ("$from", order.FromAccount),
                ("$to", order.ToAccount),
                ("$toName", order.ToName),
                ("$toBank", order.ToBank),
                ("$toBankCode", order.ToBankCode),
                ("$ownBank", order.OwnBank),
                ("$currency", order.Currency),
                ("$amount", order.AmountMinor),
                ("$purpose", order.Purpose),
                ("$receivedAt", Milliseconds(order.ReceivedAt)),
                ("$state", OrderState.Received),
                ("$failCode", order.FailCode),
                ("$failText", order.FailText),
                ("$executeAt", Milliseconds(order.ExecuteAt)),
                ("$returnAt", Milliseconds(order.ReturnAt)),
                ("$doubtUntil", Milliseconds(order.DoubtUntil)),
                ("$hiddenUntil", Milliseconds(order.HiddenUntil))
            );
            var id = Read("SELECT last_insert_rowid()", row => row.GetInt64(0)).Single();
            return (order with { Id = id }, null);
        });

    /// <summary>Executes what is due, and gives back what is to come back. Each in a transaction of its own.</summary>
    /// <returns>What was executed.</returns>
    public List<PaymentOrder> ExecuteDue()
    {
        List<PaymentOrder> due;
        List<PaymentOrder> back;
        lock (gate)
        {
            var now = ("$now", (object)Milliseconds(Now));
            due = Read(OrderColumns + " WHERE State = 'received' AND ExecuteAt <= $now ORDER BY Id", ReadOrder, now);
            back = Read(OrderColumns + " WHERE State = 'settled' AND ReturnAt <= $now ORDER BY Id", ReadOrder, now);
        }
        foreach (var order in due)
            Execute(order);
        foreach (var order in back)
            Return(order);
        return due;
    }

    public List<PaymentOrder> Orders(string user, string reference)
    {
        lock (gate)
            return FindOrders(user, reference);
    }

    public List<PaymentOrder> Orders(long after = 0, int limit = int.MaxValue)
    {
        lock (gate)
            return Read(OrderColumns + " WHERE Id > $after ORDER BY Id LIMIT $limit", ReadOrder, ("$after", after), ("$limit", limit));
    }

    public List<PaymentOrder> Returned(string account, DateOnly from, DateOnly to)
    {
        lock (gate)
            return
            [
                .. Read(OrderColumns + " WHERE FromAccount = $account AND State = 'returned' ORDER BY Id", ReadOrder, ("$account", account))
                    .Where(order => DayOf(order.ReturnedAt!.Value) is var day && day >= from && day <= to),
            ];
    }

    /// <summary>How often money moved under each reference: the answer to the one question that matters.</summary>
    public Dictionary<string, int> Executions()
    {
        lock (gate)
            return Read(
                    "SELECT Reference, COUNT(*) FROM Movements WHERE Kind = $kind GROUP BY Reference",
                    row => (Reference: row.GetString(0), Count: row.GetInt32(1)),
                    ("$kind", PaymentKind)
                )
                .ToDictionary(row => row.Reference, row => row.Count, StringComparer.Ordinal);
    }

    private bool Execute(PaymentOrder order) =>
        InTransaction(() =>
        {
            var fails =
                order.FailCode.Length > 0 ? (order.FailCode, order.FailText)
                : FindAccount(order.FromAccount)!.BalanceMinor < order.AmountMinor ? ("BAL0001", "余额不足 not enough money")
                : ("", "");
            var state = fails.Item1.Length > 0 ? OrderState.Failed : OrderState.Settled;
            var claimed = Run(
                "UPDATE Orders SET State = $state, FailCode = $code, FailText = $text, EndedAt = $now WHERE Id = $id AND State = 'received'",
                ("$state", state),
                ("$code", fails.Item1),
                ("$text", fails.Item2),
                ("$now", Milliseconds(Now)),
                ("$id", order.Id)
            );
            if (claimed != 1 || state != OrderState.Settled)
                return false;
            var other = order.OwnBank == "Y" ? order.ToAccount : BankAccount.OtherBanks;
            var line = new PostingLine("AACT", order.Purpose, "", order.ToAccount, order.ToName, order.ToBank);
            Move(PaymentKind, order.Reference, order.FromAccount, other, -order.AmountMinor, line, Today);
            return true;
        });

    private bool Return(PaymentOrder order) =>
        InTransaction(() =>
        {
            var claimed = Run(
                "UPDATE Orders SET State = 'returned', ReturnedAt = $now, FailCode = 'RTN0001', FailText = '退票：户名账号不符 account and name differ' WHERE Id = $id AND State = 'settled'",
                ("$now", Milliseconds(Now)),
                ("$id", order.Id)
            );
            if (claimed != 1)
                return false;
            var other = order.OwnBank == "Y" ? order.ToAccount : BankAccount.OtherBanks;
            var line = new PostingLine("RTN", "退票 " + order.Purpose, "", order.ToAccount, order.ToName, order.ToBank);
            Move("return", order.Reference, order.FromAccount, other, order.AmountMinor, line, Today);
            return true;
        });

    private long PendingOf(string account) =>
        Read(
                "SELECT COALESCE(SUM(AmountMinor), 0) FROM Orders WHERE FromAccount = $account AND State = 'received'",
                row => row.GetInt64(0),
                ("$account", account)
            )
            .Single();

    private List<PaymentOrder> FindOrders(string user, string reference) =>
        Read(
            OrderColumns + " WHERE User = $user AND Reference = $reference ORDER BY Id",
            ReadOrder,
            ("$user", user),
            ("$reference", reference)
        );

    private static PaymentOrder ReadOrder(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            row.GetString(9),
            row.GetInt64(10),
            row.GetString(11),
            Instant(row.GetInt64(12)),
            row.GetString(13),
            row.GetString(14),
            row.GetString(15),
            Instant(row.GetInt64(16)),
            MaybeInstant(row, 17),
            MaybeInstant(row, 18),
            MaybeInstant(row, 19),
            MaybeInstant(row, 20),
            MaybeInstant(row, 21)
        );
}
