using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using FundPortal.Domain;

namespace FundPortal.Application.Identity;

/// <summary>
/// NIST 800-63B-4: length and a block list, no composition rules, no rotation. Measured after NFKC, so that one password typed on two
/// keyboards is one password.
/// </summary>
public static class PasswordRules
{
    public const int MinLength = 12;

    /// <summary>Longer ones would only cost hashing time.</summary>
    public const int MaxLength = 256;

    /// <summary>Words that stand for this house.</summary>
    private static readonly string[] OwnWords = ["fundportal", "资金门户", "zijinmenhu"];

    private static readonly char[] Dress = [.. "0123456789!@#$%^&*()_+-=.,;:?~ "];

    private static readonly Lazy<FrozenSet<string>> Common = new(Load);

    /// <summary>NFKC; a text with broken surrogates, which no keyboard makes, stays as it is.</summary>
    public static string Normalize(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password;
        }
    }

    /// <returns>Null, or a refusal of the field <c>password</c>: <c>password_short</c>, <c>password_long</c>, <c>password_common</c>, <c>password_name</c>.</returns>
    public static Refusal? Check(string password, params ReadOnlySpan<string> names)
    {
        if (password.Length > MaxLength)
            return Refusal.Invalid("password", "password_long", MaxLength);
        var text = Normalize(password);
        if (new StringInfoLength(text).Value < MinLength)
            return Refusal.Invalid("password", "password_short", MinLength);
        var lower = text.ToLowerInvariant();
        if (IsCommon(lower))
            return Refusal.Invalid("password", "password_common");
        foreach (var name in names)
        {
            if (name.Length >= 3 && lower.Contains(name.ToLowerInvariant(), StringComparison.Ordinal))
                return Refusal.Invalid("password", "password_name");
        }
        return null;
    }

    /// <summary>On the list as it is, or a listed word dressed up with digits, signs or repetition; or of this house.</summary>
    private static bool IsCommon(string lower)
    {
        if (lower.Distinct().Count() < 5 || Array.Exists(OwnWords, word => lower.Contains(word, StringComparison.Ordinal)))
            return true;
        var letters = string.Concat(lower.Where(char.IsLetter));
        var core = lower.Trim(Dress);
        return IsListed(lower) || IsListed(letters) || (core.Length < lower.Length && (core.Length < 4 || IsListed(core)));
    }

    /// <summary>Listed, or something typed twice.</summary>
    private static bool IsListed(string word)
    {
        var half = word[..(word.Length / 2)];
        return Common.Value.Contains(word) || (half.Length > 0 && string.Equals(half + half, word, StringComparison.Ordinal));
    }

    private static FrozenSet<string> Load()
    {
        using var packed = typeof(PasswordRules).Assembly.GetManifestResourceStream(
            "FundPortal.Application.Identity.Data.common-passwords.txt.gz"
        )!;
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        var words = new List<string>(180_000);
        while (reader.ReadLine() is { } word)
            words.Add(word);
        return words.ToFrozenSet(StringComparer.Ordinal);
    }

    private readonly record struct StringInfoLength(string Text)
    {
        public int Value => new System.Globalization.StringInfo(Text).LengthInTextElements;
    }
}
