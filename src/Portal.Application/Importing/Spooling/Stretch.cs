using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Spooling;

internal static class Stretch
{
    /// <summary>Some entries of a statement, one after the other.</summary>
    public static IEnumerable<ParsedEntry> Of(IReadOnlyList<ParsedEntry> entries, int from, int count) =>
        entries is SpooledEntries spooled ? spooled.Range(from, count) : Enumerable.Range(from, count).Select(i => entries[i]);
}
