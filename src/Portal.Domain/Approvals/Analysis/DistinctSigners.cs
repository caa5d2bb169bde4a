namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>Whether different people can be found for all levels of a route at once: nobody may sign two of them.</summary>
public static class DistinctSigners
{
    /// <param name="levels">For each level who could sign it, and how many must.</param>
    /// <param name="without">Somebody who cannot sign this payment: its maker.</param>
    public static bool Exist(IReadOnlyList<(IReadOnlyCollection<Guid> People, int Quorum)> levels, Guid? without = null)
    {
        // A matching of seats to people, enlarged by one augmenting path per seat (Kuhn); both sides are a few dozen.
        var seats = levels.SelectMany(level => Enumerable.Repeat(level.People, level.Quorum)).ToArray();
        var seatOf = new Dictionary<Guid, int>();
        for (var seat = 0; seat < seats.Length; seat++)
            if (!Seat(seat, []))
                return false;
        return true;

        bool Seat(int seat, HashSet<Guid> asked)
        {
            foreach (var person in seats[seat])
            {
                if (person == without || !asked.Add(person))
                    continue;
                if (seatOf.TryGetValue(person, out var taken) && !Seat(taken, asked))
                    continue;
                seatOf[person] = seat;
                return true;
            }
            return false;
        }
    }
}
