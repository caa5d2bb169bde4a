using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using FundPortal.Domain.Importing;

namespace FundPortal.Domain.Tests.Importing;

public sealed class StorableTextTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Const('\0'),
            Gen.Const('\uD83D'),
            Gen.Const('\uDE00'),
            Gen.Const('\\'),
            Gen.Const('u'),
            Gen.Char['0', '9'],
            Gen.Char['一', '三']
        )
        .Array[0, 30]
        .Select(chars => new string(chars));

    [Fact]
    public void A_raw_text_is_storable_and_can_be_restored_exactly() =>
        Gen.OneOf(Texts, Texts.Select(text => StorableText.EscapedMark + text))
            .Sample(text =>
            {
                var stored = StorableText.ForRaw(text);
                return IsStorable(stored) && string.Equals(Restore(stored), text, StringComparison.Ordinal);
            });

    [Fact]
    public void A_columns_text_is_storable_and_never_longer_than_the_column() =>
        Gen.Select(Texts, Gen.Int[1, 20])
            .Sample((text, length) => StorableText.ForColumn(text, length) is var kept && kept.Length <= length && IsStorable(kept));

    private static bool IsStorable(string text) =>
        !text.Contains('\0', StringComparison.Ordinal)
        && string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), text, StringComparison.Ordinal);

    private static string Restore(string stored) =>
        stored.StartsWith(StorableText.EscapedMark, StringComparison.Ordinal)
            ? Regex.Replace(
                stored[StorableText.EscapedMark.Length..],
                @"\\(\\|u[0-9A-F]{4})",
                m =>
                    m.Value[1] == '\\'
                        ? @"\"
                        : ((char)int.Parse(m.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
                RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(1)
            )
            : stored;
}
