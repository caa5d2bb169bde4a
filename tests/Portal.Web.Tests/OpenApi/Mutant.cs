using System.Text;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>One random step away from a right text: what a fault on the way, or somebody who tries, makes of a call.</summary>
internal static class Mutant
{
    private const string Hexadecimal = "0123456789abcdefABCDEF";

    private static readonly Func<Random, string, string>[] Steps =
    [
        // A bit, which keeps the letter one that may stand in a header or body.
        (random, text) => With(text, At(random, text), c => Visible(c ^ (1 << random.Next(7)))),
        (random, text) => With(text, At(random, text), _ => Visible(random.Next(' ', '~' + 1))),
        (random, text) => text.Insert(random.Next(text.Length + 1), Visible(random.Next(' ', '~' + 1)).ToString()),
        (random, text) => text.Remove(At(random, text), 1),
        (random, text) => Swap(text, At(random, text)),
        (random, text) => With(text, At(random, text), c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)),
        (random, text) => With(text, At(random, text), _ => Hexadecimal[random.Next(Hexadecimal.Length)]),
        (random, text) => text[..random.Next(text.Length)],
        // Another way to write a letter.
        (random, text) => Encode(text, At(random, text), random.Next(2) == 0),
        (random, text) => Repeat(random, text),
        (random, text) => Drop(random, text),
        (random, text) => Turn(random, text),
    ];

    /// <returns>Never the text itself.</returns>
    public static string Of(Random random, string text)
    {
        while (true)
        {
            var mutant = text.Length == 0 ? Visible(random.Next('!', '~' + 1)).ToString() : Steps[random.Next(Steps.Length)](random, text);
            if (!string.Equals(mutant, text, StringComparison.Ordinal))
                return mutant;
        }
    }

    private static int At(Random random, string text) => random.Next(text.Length);

    private static char Visible(int code) => (char)(code is < ' ' or > '~' ? '~' : code);

    private static string With(string text, int at, Func<char, char> change) => text[..at] + change(text[at]) + text[(at + 1)..];

    private static string Swap(string text, int at) =>
        at + 1 < text.Length ? text[..at] + text[at + 1] + text[at] + text[(at + 2)..] : text;

    private static string Encode(string text, int at, bool isUpper)
    {
        var encoded = new StringBuilder(text[..at]).Append('%');
        var digits = Convert.ToHexString([(byte)text[at]]);
        return encoded.Append(isUpper ? digits : digits.ToLowerInvariant()).Append(text[(at + 1)..]).ToString();
    }

    /// <summary>A pair once more, at the end.</summary>
    private static string Repeat(Random random, string text)
    {
        var pairs = text.Split('&');
        return text + "&" + pairs[random.Next(pairs.Length)];
    }

    private static string Drop(Random random, string text)
    {
        var pairs = text.Split('&').ToList();
        pairs.RemoveAt(random.Next(pairs.Count));
        return string.Join('&', pairs);
    }

    private static string Turn(Random random, string text)
    {
        var pairs = text.Split('&');
        var (one, two) = (random.Next(pairs.Length), random.Next(pairs.Length));
        (pairs[one], pairs[two]) = (pairs[two], pairs[one]);
        return string.Join('&', pairs);
    }
}
