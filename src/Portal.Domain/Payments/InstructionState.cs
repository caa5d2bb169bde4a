namespace FundPortal.Domain.Payments;

/// <summary>Where one order to a bank stands. The numbers are stored; never reuse one.</summary>
public enum InstructionState
{
    /// <summary>Nothing of it has left the house.</summary>
    Waiting = 1,

    /// <summary>One sender holds it; its bytes may be on their way.</summary>
    Sending = 2,

    /// <summary>The bank said that it has it.</summary>
    Accepted = 3,

    /// <summary>Whether the bank has it, or what became of it, is not known.</summary>
    Unknown = 4,
    Settled = 5,

    /// <summary>Never executed, finally.</summary>
    Failed = 6,

    /// <summary>Settled, and the money came back.</summary>
    Returned = 7,
}
