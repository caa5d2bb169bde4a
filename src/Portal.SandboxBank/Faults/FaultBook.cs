using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace FundPortal.SandboxBank.Faults;

/// <summary>A fault that somebody asked for.</summary>
/// <param name="Account">Of this account only; null: of any.</param>
/// <param name="AmountMinor">Of this amount only.</param>
/// <param name="Reference">Of this reference only.</param>
/// <param name="Call">Of this FUNCODE only; null: of those that the fault is about.</param>
/// <param name="Times">How often; null: until it is taken back.</param>
internal sealed record FaultRule(Fault Fault, string? Account, long? AmountMinor, string? Reference, string? Call, int? Times)
{
    public Guid Id { get; } = Guid.NewGuid();

    public int Used { get; set; }
}

/// <param name="Rate">Of calls that meet a fault, 0 to 1 in ten-thousandths.</param>
/// <param name="Statements">Whether the rows of statements are spoilt at random as well.</param>
internal sealed record RandomFaults(int Seed, int Rate, bool Statements = false);

/// <summary>What a call is about, as far as it is known.</summary>
internal sealed record CallFacts(string Call, string? Account, long? AmountMinor, string? Reference);

/// <summary>
/// Which faults happen now. Random ones are decided by a hash of the seed, the reference and how often that call came for it, never by the
/// order in which calls arrive: the same seed does the same to the same orders.
/// </summary>
internal sealed class FaultBook
{
    public static readonly Fault[] OfSubmission =
    [
        Fault.HangBefore,
        Fault.HangAfter,
        Fault.ResetBefore,
        Fault.ResetAfter,
        Fault.ErrorBefore,
        Fault.ErrorAfter,
        Fault.Gateway,
        Fault.CutOff,
        Fault.Corrupt,
        Fault.BadSignature,
        Fault.OtherRequest,
        Fault.OldAnswer,
        Fault.AnswerTwice,
        Fault.Html,
    ];

    public static readonly Fault[] OfQuestion =
    [
        Fault.HangBefore,
        Fault.ResetBefore,
        Fault.ErrorBefore,
        Fault.Gateway,
        Fault.CutOff,
        Fault.Corrupt,
        Fault.BadSignature,
        Fault.OtherRequest,
        Fault.OldAnswer,
        Fault.AnswerTwice,
        Fault.Html,
        Fault.UnknownState,
        Fault.OtherAmount,
    ];

    /// <summary>Of a platform's answer to a read, which nobody signs.</summary>
    public static readonly Fault[] OfReading = [Fault.HangBefore, Fault.ResetBefore, Fault.ErrorBefore, Fault.CutOff, Fault.Html];

    public static readonly Fault[] OfFate = [Fault.Reject, Fault.SettleLate, Fault.Return, Fault.Doubt, Fault.Hidden];

    public static readonly Fault[] OfStatement = [Fault.Reordered, Fault.RowsTwice, Fault.Gap, Fault.Provisional];

    private readonly List<FaultRule> rules = [];
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, int> calls = new(StringComparer.Ordinal);

    public RandomFaults? Random { get; set; }

    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (gate)
                return [.. rules];
        }
    }

    public void Add(FaultRule rule)
    {
        lock (gate)
            rules.Add(rule);
    }

    public void Clear()
    {
        Random = null;
        lock (gate)
            rules.Clear();
    }

    /// <summary>The fault of this call, out of those that such a call can meet; null: none.</summary>
    public Fault? Of(CallFacts facts, params ReadOnlySpan<Fault> possible)
    {
        if (Asked(facts, possible) is { } asked)
            return asked;
        if (Random is not { } random)
            return null;
        var key = $"{facts.Call}/{facts.Reference ?? facts.Account}/{possible[0]}";
        var turn = calls.AddOrUpdate(key, 1, (_, count) => count + 1);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{random.Seed}/{key}/{turn}"));
        if (BinaryPrimitives.ReadUInt32BigEndian(hash) % 10_000 >= random.Rate)
            return null;
        return possible[(int)(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(4)) % (uint)possible.Length)];
    }

    /// <summary>The fault of a statement's rows: those at random only where they were asked for.</summary>
    public Fault? OfRows(CallFacts facts) => Random is { Statements: true } ? Of(facts, OfStatement) : Asked(facts, OfStatement);

    /// <summary>Only what somebody asked for, never at random.</summary>
    public Fault? Asked(CallFacts facts, params ReadOnlySpan<Fault> possible)
    {
        lock (gate)
        {
            foreach (var rule in rules)
            {
                if (possible.Contains(rule.Fault) && Fits(rule, facts) && !(rule.Used >= rule.Times))
                {
                    rule.Used++;
                    return rule.Fault;
                }
            }
        }
        return null;
    }

    private static bool Fits(FaultRule rule, CallFacts facts) =>
        (rule.Account is null || rule.Account == facts.Account)
        && (rule.AmountMinor is null || rule.AmountMinor == facts.AmountMinor)
        && (rule.Reference is null || rule.Reference == facts.Reference)
        && (rule.Call is null || rule.Call == facts.Call);
}
