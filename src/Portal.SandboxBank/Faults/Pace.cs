namespace FundPortal.SandboxBank.Faults;

/// <summary>How fast the bank's clock of settling runs; tests make days seconds.</summary>
internal sealed class Pace
{
    /// <summary>From taking an order on to executing it.</summary>
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What is late settles after this.</summary>
    public TimeSpan Late { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What comes back does so this long after settling.</summary>
    public TimeSpan Return { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the bank hides or doubts an order.</summary>
    public TimeSpan Doubt { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a call hangs before its connection ends.</summary>
    public TimeSpan Hang { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Between two payments that come in by themselves; zero: none do.</summary>
    public TimeSpan Income { get; set; }
}
