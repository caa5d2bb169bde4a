namespace FundPortal.SandboxBank.Books;

/// <summary>What a bank does to its own past: takes postings back, books them right, and ends its days.</summary>
internal sealed partial class Ledger
{
    private int daysAhead;

    /// <summary>The bank's clock: the real one and the days that were ended by hand.</summary>
    public DateTime Now => clock.GetUtcNow().UtcDateTime.AddDays(Volatile.Read(ref daysAhead));

    /// <summary>A reversal, <c>*</c>: the posting is taken back on both sides.</summary>
    public bool Reverse(string account, long sequence) =>
        InTransaction(() =>
        {
            if (FindPosting(account, sequence) is not { } posting)
                return false;
            TakeBack(posting, "*", "冲正 ");
            return true;
        });

    /// <summary>A correction, <c>X</c>: the posting is taken back and booked again with the right amount, both or neither.</summary>
    /// <param name="amountMinor">What it should have been, with its sign.</param>
    public bool Correct(string account, long sequence, long amountMinor) =>
        InTransaction(() =>
        {
            if (amountMinor == 0 || FindPosting(account, sequence) is not { } posting)
                return false;
            TakeBack(posting, "X", "更正 ");
            Move("corrected", posting.Reference, account, OtherSide(posting), amountMinor, LineOf(posting, "", "更正 "), Today);
            return true;
        });

    /// <summary>The bank's clock goes on by exactly a day: what was intraday is final, what is due falls due. Kept over a restart.</summary>
    /// <returns>The new day, China.</returns>
    public DateOnly EndDay() =>
        InTransaction(() =>
        {
            Run("INSERT INTO EndedDays (At) VALUES ($at)", ("$at", Milliseconds(Now)));
            Volatile.Write(ref daysAhead, CountEndedDays());
            return Today;
        });

    private int CountEndedDays() => Read("SELECT COUNT(*) FROM EndedDays", row => row.GetInt32(0)).Single();

    private void TakeBack(Posting posting, string flag, string words) =>
        Move("reversal", posting.Reference, posting.Account, OtherSide(posting), -posting.AmountMinor, LineOf(posting, flag, words), Today);

    private static PostingLine LineOf(Posting posting, string flag, string words) =>
        new(posting.Code, words + posting.Text, flag, posting.PartyNumber, posting.PartyName, posting.PartyBank);

    private string OtherSide(Posting posting) =>
        Read(
                "SELECT Account FROM Postings WHERE Movement = $movement AND NOT (Account = $account AND Sequence = $sequence)",
                row => row.GetString(0),
                ("$movement", posting.Movement),
                ("$account", posting.Account),
                ("$sequence", posting.Sequence)
            )
            .Single();

    private Posting? FindPosting(string account, long sequence) =>
        Read(
            PostingColumns + " WHERE Account = $account AND Sequence = $sequence",
            ReadPosting,
            ("$account", account),
            ("$sequence", sequence)
        )
            is [var posting]
            ? posting
            : null;
}
