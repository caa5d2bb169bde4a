using CsCheck;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Tests.Importing;

public sealed class DuplicateKeyTests
{
    /// <summary>The key is stored: when this value changes, every file imported before would be imported again.</summary>
    [Fact]
    public void The_form_of_the_key_never_changes()
    {
        Assert.Equal(
            "d960cc34744133f917be568d50e96f96f0d406a8faa690d40d7cf037e1488fae",
            Convert.ToHexStringLower(DuplicateKey.OfFile([Entry("", 100, "Acme", "rent")])[0].ToArray())
        );
        Assert.Equal(
            "1d1dea5dabdb9759f7455ab36a045530fcaf809d81ab163f314d6901bebe077f",
            Convert.ToHexStringLower(DuplicateKey.OfFile([Entry("B1", 100, "Acme", "rent")])[0].ToArray())
        );
    }

    [Fact]
    public void Moving_a_character_from_one_field_to_the_next_makes_another_key() =>
        Gen.Select(Gen.String, Gen.Int[0, 8])
            .Where((text, cut) => cut < text.Length && !text.Any(char.IsWhiteSpace) && !text.Any(char.IsSurrogate))
            .Sample(
                (text, cut) =>
                    DuplicateKey.OfFile([Entry("", 1, text[..cut], text[cut..])])[0]
                    != DuplicateKey.OfFile([Entry("", 1, text[..(cut + 1)], text[(cut + 1)..])])[0]
            );

    [Fact]
    public void Equal_entries_of_a_file_have_keys_of_their_own_in_their_order()
    {
        var one = Entry("", 1, "Acme", "rent");
        var keys = DuplicateKey.OfFile([one, one, one]);

        Assert.Equal(3, keys.Distinct().Count());
        Assert.Equal(keys[..2], DuplicateKey.OfFile([one, one]));
    }

    [Fact]
    public void White_space_does_not_matter() =>
        Assert.Equal(
            DuplicateKey.OfFile([Entry("", 1, "Acme", "rent for March")]),
            DuplicateKey.OfFile([Entry("", 1, " Acme ", "rent\r\nfor  March")])
        );

    [Fact]
    public void A_key_reads_back_from_its_bytes()
    {
        var key = DuplicateKey.OfFile([Entry("B1", 1, "", "")])[0];
        Assert.Equal(key, DuplicateKey.From(key.ToArray()));
    }

    private static ParsedEntry Entry(string id, long amount, string counterparty, string text) =>
        new(
            id,
            new(2026, 2, 1),
            null,
            new(2026, 2, 2),
            amount,
            TransactionKind.Transfer,
            "TRF",
            false,
            counterparty,
            "",
            text,
            "",
            null,
            1,
            ""
        );
}
