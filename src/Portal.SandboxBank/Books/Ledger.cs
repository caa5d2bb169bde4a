using System.Globalization;
using Microsoft.Data.Sqlite;

namespace FundPortal.SandboxBank.Books;

/// <summary>
/// The bank's books: double entry in integer minor units, in a SQLite file. Every movement is two postings that cancel out, written in one
/// transaction with whatever it belongs to, so a bank that is killed at any instant has done a thing wholly or not at all.
/// </summary>
internal sealed partial class Ledger : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS Accounts (
            Number TEXT PRIMARY KEY, Name TEXT NOT NULL, Holder TEXT NOT NULL, Kind TEXT NOT NULL, Currency TEXT NOT NULL,
            BalanceMinor INTEGER NOT NULL, Postings INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS Movements (
            Id INTEGER PRIMARY KEY AUTOINCREMENT, At INTEGER NOT NULL, Kind TEXT NOT NULL, Reference TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS IX_Movements_Reference ON Movements (Reference, Kind);
        CREATE TABLE IF NOT EXISTS Postings (
            Account TEXT NOT NULL REFERENCES Accounts (Number), Sequence INTEGER NOT NULL, Day TEXT NOT NULL, Time TEXT NOT NULL,
            AmountMinor INTEGER NOT NULL, BalanceMinor INTEGER NOT NULL, Code TEXT NOT NULL, Text TEXT NOT NULL, Reversal TEXT NOT NULL,
            PartyNumber TEXT NOT NULL, PartyName TEXT NOT NULL, PartyBank TEXT NOT NULL, Reference TEXT NOT NULL,
            Movement INTEGER NOT NULL REFERENCES Movements (Id), PRIMARY KEY (Account, Sequence));
        CREATE INDEX IF NOT EXISTS IX_Postings_Day ON Postings (Account, Day, Sequence);
        CREATE TABLE IF NOT EXISTS Orders (
            Id INTEGER PRIMARY KEY AUTOINCREMENT, User TEXT NOT NULL, Reference TEXT NOT NULL, FromAccount TEXT NOT NULL, ToAccount TEXT NOT NULL,
            ToName TEXT NOT NULL, ToBank TEXT NOT NULL, ToBankCode TEXT NOT NULL, OwnBank TEXT NOT NULL, Currency TEXT NOT NULL,
            AmountMinor INTEGER NOT NULL, Purpose TEXT NOT NULL, ReceivedAt INTEGER NOT NULL, State TEXT NOT NULL, FailCode TEXT NOT NULL,
            FailText TEXT NOT NULL, ExecuteAt INTEGER NOT NULL, ReturnAt INTEGER, DoubtUntil INTEGER, HiddenUntil INTEGER, EndedAt INTEGER,
            ReturnedAt INTEGER);
        CREATE INDEX IF NOT EXISTS IX_Orders_Reference ON Orders (User, Reference);
        CREATE INDEX IF NOT EXISTS IX_Orders_State ON Orders (State, ExecuteAt);
        CREATE TABLE IF NOT EXISTS Requests (Id TEXT PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS EndedDays (At INTEGER NOT NULL);
        """;

    private readonly SqliteConnection connection;
    private readonly Lock gate = new();
    private readonly TimeProvider clock;

    public Ledger(string file, TimeProvider clock)
    {
        this.clock = clock;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString);
        connection.Open();
        Run(Schema);
        daysAhead = CountEndedDays();
    }

    /// <summary>China's day, which is the bank's.</summary>
    public DateOnly Today => DayOf(Now);

    public static DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(utc.AddHours(8));

    /// <summary>Opens an account with money from nowhere but other banks; nothing when it exists.</summary>
    public void Open(string number, string name, string holder, string kind, string currency, long openingMinor) =>
        InTransaction(() =>
        {
            if (FindAccount(number) is not null)
                return false;
            Run(
                "INSERT INTO Accounts VALUES ($number, $name, $holder, $kind, $currency, 0, 0)",
                ("$number", number),
                ("$name", name),
                ("$holder", holder),
                ("$kind", kind),
                ("$currency", currency)
            );
            if (openingMinor != 0)
                Move("opening", "", number, BankAccount.OtherBanks, openingMinor, Line("OPEN", "期初 opening"), Today.AddDays(-1));
            return true;
        });

    public BankAccount? Account(string number)
    {
        lock (gate)
            return FindAccount(number);
    }

    public List<BankAccount> Accounts(string? holder = null)
    {
        lock (gate)
            return Read(
                "SELECT Number, Name, Holder, Kind, Currency, BalanceMinor FROM Accounts WHERE $holder IS NULL OR Holder = $holder ORDER BY rowid",
                ReadAccount,
                ("$holder", (object?)holder ?? DBNull.Value)
            );
    }

    /// <summary>Money comes in from another bank (positive) or is taken (negative, a fee).</summary>
    public void Book(string account, long amountMinor, string code, string text, string partyName, string partyNumber, string reference) =>
        InTransaction(() =>
        {
            Move(
                code,
                reference,
                account,
                BankAccount.OtherBanks,
                amountMinor,
                new(code, text, "", partyNumber, partyName, "他行 other bank"),
                Today
            );
            return true;
        });

    /// <summary>Postings of an account in order, from a sequence number on.</summary>
    public List<Posting> Postings(string account, DateOnly from, DateOnly to, long fromSequence, int limit)
    {
        lock (gate)
            return Read(
                PostingColumns
                    + " WHERE Account = $account AND Day >= $from AND Day <= $to AND Sequence >= $first ORDER BY Sequence LIMIT $limit",
                ReadPosting,
                ("$account", account),
                ("$from", Text(from)),
                ("$to", Text(to)),
                ("$first", fromSequence),
                ("$limit", limit)
            );
    }

    /// <summary>Balance at the end of a day; null before the account's first posting.</summary>
    public long? Closing(string account, DateOnly day)
    {
        lock (gate)
            return
                Read(
                    PostingColumns + " WHERE Account = $account AND Day <= $day ORDER BY Sequence DESC LIMIT 1",
                    ReadPosting,
                    ("$account", account),
                    ("$day", Text(day))
                )
                    is [var last]
                ? last.BalanceMinor
                : null;
    }

    /// <summary>Whether this request id is new; it is not from now on.</summary>
    public bool IsNewRequest(string id)
    {
        lock (gate)
            return Run("INSERT OR IGNORE INTO Requests VALUES ($id)", ("$id", id)) == 1;
    }

    /// <returns>What does not add up; empty when the books are balanced.</returns>
    public List<string> Check()
    {
        lock (gate)
        {
            var problems = Read(
                "SELECT Movement FROM Postings GROUP BY Movement HAVING SUM(AmountMinor) <> 0 OR COUNT(*) <> 2",
                row => $"movement {row.GetInt64(0).ToString(CultureInfo.InvariantCulture)} is not balanced"
            );
            problems.AddRange(
                Read(
                    "SELECT a.Number FROM Accounts a WHERE a.BalanceMinor <> (SELECT COALESCE(SUM(p.AmountMinor), 0) FROM Postings p WHERE p.Account = a.Number)",
                    row => $"account {row.GetString(0)} differs from its postings"
                )
            );
            return problems;
        }
    }

    public void Dispose() => connection.Dispose();

    private sealed record PostingLine(string Code, string Text, string Reversal, string PartyNumber, string PartyName, string PartyBank);

    private static PostingLine Line(string code, string text) => new(code, text, "", "", "", "");

    /// <summary>Two postings that cancel out: <paramref name="amountMinor"/> to the account, the same from the other one.</summary>
    private void Move(string kind, string reference, string account, string other, long amountMinor, PostingLine line, DateOnly day)
    {
        Run(
            "INSERT INTO Movements (At, Kind, Reference) VALUES ($at, $kind, $reference)",
            ("$at", Milliseconds(Now)),
            ("$kind", kind),
            ("$reference", reference)
        );
        var movement = Read("SELECT last_insert_rowid()", row => row.GetInt64(0)).Single();
        Post(account, amountMinor, line, reference, movement, day);
        var self = FindAccount(account)!;
        Post(other, -amountMinor, line with { PartyNumber = self.Number, PartyName = self.Name, PartyBank = "" }, reference, movement, day);
    }

    private void Post(string account, long amountMinor, PostingLine line, string reference, long movement, DateOnly day)
    {
        var changed = Run(
            "UPDATE Accounts SET BalanceMinor = BalanceMinor + $amount, Postings = Postings + 1 WHERE Number = $account",
            ("$amount", amountMinor),
            ("$account", account)
        );
        if (changed != 1)
            throw new InvalidOperationException($"There is no account {account}.");
        Run(
            """
            INSERT INTO Postings SELECT Number, Postings, $day, $time, $amount, BalanceMinor, $code, $text, $reversal, $partyNumber, $partyName,
            $partyBank, $reference, $movement FROM Accounts WHERE Number = $account
            """,
            ("$day", Text(day)),
            ("$time", Now.AddHours(8).ToString("HHmmss", CultureInfo.InvariantCulture)),
            ("$amount", amountMinor),
            ("$code", line.Code),
            ("$text", line.Text),
            ("$reversal", line.Reversal),
            ("$partyNumber", line.PartyNumber),
            ("$partyName", line.PartyName),
            ("$partyBank", line.PartyBank),
            ("$reference", reference),
            ("$movement", movement),
            ("$account", account)
        );
    }

    private BankAccount? FindAccount(string number) =>
        Read(
            "SELECT Number, Name, Holder, Kind, Currency, BalanceMinor FROM Accounts WHERE Number = $number",
            ReadAccount,
            ("$number", number)
        )
            is [var found]
            ? found
            : null;

    private const string PostingColumns =
        "SELECT Account, Sequence, Day, Time, AmountMinor, BalanceMinor, Code, Text, Reversal, PartyNumber, PartyName, PartyBank, Reference, Movement FROM Postings";

    private static BankAccount ReadAccount(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5));

    private static Posting ReadPosting(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt64(1),
            DateOnly.ParseExact(row.GetString(2), "yyyyMMdd", CultureInfo.InvariantCulture),
            TimeOnly.ParseExact(row.GetString(3), "HHmmss", CultureInfo.InvariantCulture),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetString(6),
            row.GetString(7),
            row.GetString(8),
            row.GetString(9),
            row.GetString(10),
            row.GetString(11),
            row.GetString(12),
            row.GetInt64(13)
        );
}
