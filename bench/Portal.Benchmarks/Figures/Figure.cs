namespace FundPortal.Benchmarks.Figures;

/// <summary>One row of the table: what the portal does beside the least that the work could cost and beside what others do.</summary>
/// <param name="Ours">In <paramref name="Unit"/>.</param>
/// <param name="Floor">The least that this work costs on this machine, null where there is none.</param>
/// <param name="Peer">Another way or program that does the same, null where there is none.</param>
/// <param name="FloorName">What the floor is, in a few words.</param>
/// <param name="PeerName">What the peer is, in a few words.</param>
/// <param name="Unit">"ms", "rows/s", "MB"…</param>
internal sealed record Figure(
    string Name,
    string Unit,
    decimal Ours,
    decimal? Floor = null,
    string FloorName = "",
    decimal? Peer = null,
    string PeerName = ""
)
{
    private readonly List<Goal> goals = [];

    public IReadOnlyList<Goal> Goals => goals;

    /// <summary>Ours is at most so many times the floor (times, memory).</summary>
    public Figure AtMostOfFloor(decimal times) => With("≤ {0} × floor", times, Ours / Floor!.Value, isMost: true);

    /// <summary>Ours is at least so many times the floor (rates).</summary>
    public Figure AtLeastOfFloor(decimal times) => With("≥ {0} × floor", times, Ours / Floor!.Value, isMost: false);

    /// <summary>Ours takes so many times less than the peer (times).</summary>
    public Figure TimesFasterThanPeer(decimal times) => With("≥ {0} × faster than peer", times, Peer!.Value / Ours, isMost: false);

    /// <summary>Ours is at least so many times the peer (rates).</summary>
    public Figure AtLeastOfPeer(decimal times) => With("≥ {0} × peer", times, Ours / Peer!.Value, isMost: false);

    /// <summary>Ours is at most this, in its unit.</summary>
    public Figure AtMost(decimal limit) => With("≤ {0} " + Unit, limit, Ours, isMost: true);

    /// <summary>Ours is at least this, in its unit.</summary>
    public Figure AtLeast(decimal limit) => With("≥ {0} " + Unit, limit, Ours, isMost: false);

    private Figure With(string text, decimal limit, decimal reached, bool isMost)
    {
        goals.Add(new Goal(text.Replace("{0}", FigureTable.Plain(limit), StringComparison.Ordinal), limit, reached, isMost));
        return this;
    }
}

/// <param name="Reached">What is held against <paramref name="Limit"/>: a ratio or the figure itself.</param>
internal sealed record Goal(string Text, decimal Limit, decimal Reached, bool IsMost)
{
    public bool IsMet => IsMost ? Reached <= Limit : Reached >= Limit;
}
