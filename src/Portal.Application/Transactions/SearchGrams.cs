using System.Runtime.InteropServices;

namespace FundPortal.Application.Transactions;

/// <summary>
/// Cuts texts into the short pieces ("grams") under which <see cref="SearchChunk"/> lists rows: two characters, or three where all are
/// ASCII, because pairs of digits stand in nearly every row. At each character one gram begins, so every part of a text that is long
/// enough has its grams among the text's own, and shorter words are beginnings of grams. Case and width are folded: the lists may name
/// rows too many, never too few, and every row is looked at again.
/// </summary>
internal static class SearchGrams
{
    /// <summary>More would hardly leave out further rows.</summary>
    public const int MaxGrams = 12;

    /// <summary>Lists of all rows of an account (of those with the same last 16 bits) and of a day stand under grams that no text has.</summary>
    private const uint Accounts = 0xFFFE_0000;

    private const uint Days = 0xFFFF_0000;

    /// <summary>1917: with 16 bits days reach to 2097. Days beyond share the list of the last one.</summary>
    private const int FirstDay = 700_000;

    private static readonly char[] Folds = MakeFolds();

    /// <summary>Grams from one up to another, both included; a row may stand under any of them.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Span(uint From, uint To);

    public static uint OfAccount(int id) => Accounts | ((uint)id & 0xFFFF);

    public static uint OfDay(DateOnly day) => Days | (uint)Math.Clamp(day.DayNumber - FirstDay, 0, 0xFFFF);

    public static void Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        for (var i = 0; i < text.Length; i++)
            folded[i] = Folds[text[i]];
    }

    /// <summary>The gram that begins at a place of a folded text.</summary>
    public static uint At(ReadOnlySpan<char> folded, int place)
    {
        uint first = folded[place];
        uint second = place + 1 < folded.Length ? folded[place + 1] : '\0';
        if (first >= 0x80 || second >= 0x80)
            return (first << 16) | second;
        uint third = place + 2 < folded.Length ? folded[place + 2] : '\0';
        return (first << 16) | (second << 7) | (third < 0x80 ? third : 0);
    }

    /// <summary>What a row with the word must stand under, all of them.</summary>
    /// <param name="word">Not empty.</param>
    public static List<Span> Of(string word)
    {
        var folded = new char[word.Length];
        Fold(word, folded);
        var whole = new List<Span>();
        for (var i = 0; i < folded.Length; i++)
        {
            if (IsWhole(folded, i) && At(folded, i) is var gram && !whole.Contains(new(gram, gram)))
                whole.Add(new(gram, gram));
        }
        if (whole.Count > MaxGrams)
            return [.. Enumerable.Range(0, MaxGrams).Select(i => whole[i * (whole.Count - 1) / (MaxGrams - 1)])];
        if (whole.Count > 0)
            return whole;
        var begin = At(folded, 0);
        // One character, or two of ASCII.
        return [folded.Length == 1 ? new(begin, begin | 0xFFFF) : new(begin, begin | 0x7F)];
    }

    /// <summary>Whether all characters of the gram are the word's, not the end of it.</summary>
    private static bool IsWhole(char[] folded, int place) =>
        place + 1 < folded.Length && (folded[place] >= 0x80 || folded[place + 1] >= 0x80 || place + 2 < folded.Length);

    private static char[] MakeFolds()
    {
        var folds = new char[char.MaxValue + 1];
        for (var i = 0; i < folds.Length; i++)
        {
            var c = (char)i;
            folds[i] = c switch
            {
                // Not in stored texts; they keep the grams of accounts and days free.
                '\0' or '\uFFFE' or '\uFFFF' => '\uFFFD',
                '\u3000' => ' ',
                >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(c - 0xFEE0)),
                _ => char.ToLowerInvariant(c),
            };
        }
        return folds;
    }
}
