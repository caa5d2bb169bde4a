namespace FundPortal.SandboxBank.Faults;

/// <summary>What the bank can do wrong. The names are those of the admin calls.</summary>
internal enum Fault
{
    /// <summary>Takes nothing on and never answers.</summary>
    HangBefore,

    /// <summary>Takes it on and never answers.</summary>
    HangAfter,

    /// <summary>Takes nothing on; the connection is reset.</summary>
    ResetBefore,

    /// <summary>Takes it on; the connection is reset.</summary>
    ResetAfter,

    /// <summary>Takes nothing on; HTTP 500.</summary>
    ErrorBefore,

    /// <summary>Takes it on; HTTP 500.</summary>
    ErrorAfter,

    /// <summary>A gateway's plain text, and nothing taken on.</summary>
    Gateway,

    /// <summary>Half of the answer.</summary>
    CutOff,

    /// <summary>The answer one byte at a time, slowly.</summary>
    Slow,

    /// <summary>One byte of the answer is another one.</summary>
    Corrupt,

    /// <summary>The answer signed by somebody else.</summary>
    BadSignature,

    /// <summary>An answer to another request.</summary>
    OtherRequest,

    /// <summary>The answer to the call before, of the same kind: signed well, but not to this request.</summary>
    OldAnswer,

    /// <summary>The answer, and the same answer once more behind it.</summary>
    AnswerTwice,

    /// <summary>A web page instead of an answer.</summary>
    Html,

    /// <summary>Fifty megabytes.</summary>
    Huge,

    /// <summary>A state that no document names.</summary>
    UnknownState,

    /// <summary>Another amount in the answer to a question.</summary>
    OtherAmount,

    /// <summary>Taken on, and finally failed.</summary>
    Reject,

    /// <summary>Settled after a while.</summary>
    SettleLate,

    /// <summary>Settled, and the money comes back later (退票).</summary>
    Return,

    /// <summary>The bank says for a while that it is in doubt itself.</summary>
    Doubt,

    /// <summary>Taken on, and the bank says for a while that it does not know the reference.</summary>
    Hidden,

    /// <summary>A second order with the same reference is taken on as well.</summary>
    NoDuplicateCheck,

    /// <summary>A statement's rows in the wrong order.</summary>
    Reordered,

    /// <summary>A statement's rows told twice.</summary>
    RowsTwice,

    /// <summary>Every third row of a statement is left out.</summary>
    Gap,

    /// <summary>Today's rows are not what the day's final list will say: see <see cref="StatementFaults"/>.</summary>
    Provisional,

    /// <summary>Nobody gets through.</summary>
    Outage,
}
