using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Payees;

namespace FundPortal.Application.Channels;

/// <summary>
/// A channel opened with its settings and credentials. Nothing that comes back is believed before it is checked: signature, size, form,
/// and that it answers what was asked; whatever is wrong with it is a <see cref="ChannelFault"/>, never an exception (but for cancelling).
/// Reads are retried inside, a submission never is. Safe for several callers at once.
/// </summary>
public interface IChannelConnection : IAsyncDisposable
{
    /// <summary>One harmless call that proves address, credentials and signatures.</summary>
    Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct);

    /// <summary>Balances now. An account that the bank refuses has its own fault; the others are told all the same.</summary>
    Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(IReadOnlyList<RemoteAccount> accounts, CancellationToken ct);

    /// <summary>One page of what came since the cursor; intraday, so it may still change until the day's end.</summary>
    /// <param name="cursor">As the last stored page gave it; null: from the beginning of <paramref name="firstDay"/>.</param>
    Task<Reading<EntryPage>> GetTransactionsAsync(RemoteAccount account, DateOnly firstDay, string? cursor, CancellationToken ct);

    /// <summary>All entries of a past day, in the bank's final word and order.</summary>
    Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct);

    /// <summary>Closing balances of past days, both ends included, for channels that tell them; days that the bank leaves out are absent.</summary>
    Task<Reading<IReadOnlyList<DayClosing>>> GetDayClosingsAsync(RemoteAccount account, DateOnly from, DateOnly to, CancellationToken ct);

    /// <summary>Hands one payment to the bank. Called by the sender only.</summary>
    /// <param name="maySend">
    /// Asked once, after the connection stands and right before the first byte of the order leaves: false, and nothing is sent. It asks the
    /// database whether the sender's lease still holds and no stop has come.
    /// </param>
    Task<SubmitAnswer> SubmitAsync(BankOrder order, Func<CancellationToken, Task<bool>> maySend, CancellationToken ct);

    /// <summary>What the bank knows of one payment.</summary>
    Task<QueryAnswer> QueryAsync(BankOrder order, CancellationToken ct);

    /// <summary>Payments whose money came back, booked on these days, both ends included.</summary>
    Task<Reading<IReadOnlyList<ReturnedOrder>>> GetReturnedAsync(RemoteAccount account, DateOnly from, DateOnly to, CancellationToken ct);
}

/// <summary>An account as the bank knows it.</summary>
/// <param name="AccountId">Our own id.</param>
/// <param name="RemoteId">The bank's number or name of it.</param>
public sealed record RemoteAccount(int AccountId, string RemoteId, Currency Currency);

/// <param name="Text">What answered, for people: a name, a version, the accounts that it sees.</param>
/// <param name="CertificateEndsAt">UTC, of the server's certificate; null without one.</param>
/// <param name="ClockDifference">The bank's clock minus ours, where the answer tells.</param>
public sealed record ConnectionFacts(string Text, DateTime? CertificateEndsAt, TimeSpan? ClockDifference);

/// <summary>Minor units of the account's currency; null where the bank does not tell.</summary>
/// <param name="Fault">Set when the bank refused this account: then nothing else is.</param>
public sealed record AccountTold(
    RemoteAccount Account,
    long? BookedMinor,
    long? AvailableMinor,
    long? FrozenMinor,
    DateTime AsOf,
    ChannelFault? Fault
);

/// <param name="Cursor">Where the next read goes on; the reader stores it in the commit that stores the entries.</param>
/// <param name="HasMore">There is another page right now.</param>
public sealed record EntryPage(IReadOnlyList<ParsedEntry> Entries, string Cursor, bool HasMore);

public sealed record DayClosing(DateOnly Day, long ClosingMinor);

/// <summary>One payment order as a bank gets it: one payee, one amount.</summary>
/// <param name="EndToEndId">The payer's unique reference (<c>yurRef</c>): the same on every re-send. 28 characters, <c>A-Z 0-9</c>.</param>
/// <param name="IsOwnBank">The payee's account is at the payer's bank.</param>
public sealed record BankOrder(
    string EndToEndId,
    RemoteAccount From,
    BankDetails To,
    bool IsOwnBank,
    Money Amount,
    string Purpose,
    DateTime? FirstSentAt
);

/// <param name="BookedOn">The day the money came back.</param>
public sealed record ReturnedOrder(string EndToEndId, long AmountMinor, DateOnly BookedOn, string? BankReference, string Code, string Text);

/// <summary>What a submission came to.</summary>
/// <param name="Code">The bank's own code, where it gave one.</param>
/// <param name="Text">The bank's own words, or what was wrong.</param>
/// <param name="Fault">What was wrong with the connection or the answer, when the bank did not give a word that can be believed.</param>
public sealed record SubmitAnswer(SubmitResult Result, string? Code, string? Text, Exchange? Exchange, ChannelFault? Fault = null);

public enum SubmitResult
{
    /// <summary>Nothing left the house: the connection did not stand, or <c>maySend</c> said no.</summary>
    NotSent = 1,
    Accepted = 2,

    /// <summary>The bank says by a signed answer that it will not execute it.</summary>
    Refused = 3,

    /// <summary>The bank says that it has this reference already. Ask what became of it.</summary>
    Duplicate = 4,

    /// <summary>Anything else: no answer, or none that can be believed.</summary>
    Unknown = 5,
}

/// <param name="BookedOn">With <see cref="QueryResult.Settled"/> and <see cref="QueryResult.Returned"/>, where the bank tells.</param>
/// <param name="Fault">With <see cref="QueryResult.NoAnswer"/>.</param>
public sealed record QueryAnswer(
    QueryResult Result,
    string? Code,
    string? Text,
    string? BankReference,
    DateOnly? BookedOn,
    Exchange? Exchange,
    ChannelFault? Fault = null
);

public enum QueryResult
{
    /// <summary>The bank does not know the reference (yet).</summary>
    NotFound = 1,

    /// <summary>The bank works on it.</summary>
    Pending = 2,
    Settled = 3,

    /// <summary>Finally refused, failed, expired or cancelled: no money moved.</summary>
    Failed = 4,

    /// <summary>Settled, and the money came back.</summary>
    Returned = 5,

    /// <summary>The bank itself is in doubt, says something that we do not know, or what it says does not agree with what was sent.</summary>
    Doubtful = 6,

    /// <summary>No answer that can be believed.</summary>
    NoAnswer = 7,
}

/// <summary>One call and its answer as they went over the wire, secrets and signatures masked, each at most <see cref="MaxText"/> characters.</summary>
public sealed record Exchange(string Call, string Request, string? Response, DateTime At, int Milliseconds)
{
    public const int MaxText = 16_000;
}

/// <summary>A value, or why there is none.</summary>
public sealed class Reading<T>
    where T : class
{
    private Reading(T? value, ChannelFault? fault) => (Value, Fault) = (value, fault);

    public T? Value { get; }

    public ChannelFault? Fault { get; }

    public static implicit operator Reading<T>(ChannelFault fault) => new(null, fault);

    public static Reading<T> Of(T value) => new(value, null);
}

public enum ChannelFaultKind
{
    /// <summary>No connection: name, network, refused, certificate.</summary>
    Unreachable = 1,
    TimedOut = 2,

    /// <summary>The server says that something is wrong with it (5xx, a gateway's fault).</summary>
    ServerFault = 3,

    /// <summary>The server refuses us: key, signature, clock, permission, rate.</summary>
    Refused = 4,

    /// <summary>The answer's signature is missing or wrong: somebody else may have written it.</summary>
    BadSignature = 5,

    /// <summary>Cut off, too large, not the promised form, or not an answer to what was asked.</summary>
    Unreadable = 6,

    /// <summary>The address is one that the portal must not call.</summary>
    Forbidden = 7,

    /// <summary>Calls are not tried for a while, since the last ones failed.</summary>
    CircuitOpen = 8,
}

/// <param name="Code">The bank's own code, or a stable word of ours.</param>
/// <param name="Text">For people; never holds a secret.</param>
public sealed record ChannelFault(ChannelFaultKind Kind, string Code, string Text);
