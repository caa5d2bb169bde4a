using CsCheck;
using FundPortal.Domain.Audit;

namespace FundPortal.Application.Tests.Audit;

public sealed class CanonicalFormTests
{
    /// <summary>Texts from few signs, so that fields often look alike when they are joined; with lone surrogates and NUL.</summary>
    private static readonly Gen<string> Text = Gen.OneOf('a', 'b', '|', ':', '\0', '\ud800', '\udc00', '\ufffd', '中')
        .Array[0, 4]
        .Select(c => new string(c));

    private static readonly Gen<AuditEntry> Entry = Gen.Select(
        Gen.Select(Gen.Long[1, 3], Gen.Long[0, 3], Gen.OneOf<Guid?>(null, Guid.Empty, Guid.Parse("00000000-0000-0000-0000-000000000001"))),
        Gen.Select(Text, Gen.OneOf(Text, Gen.Const((string?)null)!), Text, Text, Text),
        Gen.Byte[0, 1],
        (numbers, texts, previous) =>
            new AuditEntry
            {
                Seq = numbers.Item1,
                At = DateTime.UnixEpoch.AddMilliseconds(numbers.Item2),
                ActorId = numbers.Item3,
                ActorName = texts.Item1,
                Address = texts.Item2,
                Action = texts.Item3,
                Subject = texts.Item4,
                Data = texts.Item5,
                PreviousHash = [.. AuditChain.Genesis[1..], previous],
                Hash = [],
            }
    );

    [Fact]
    public void I4_Two_different_entries_never_have_one_canonical_form() =>
        Gen.Select(Entry, Entry)
            .Sample((one, other) => AreEqual(one, other) == AuditChain.HashOf(one).AsSpan().SequenceEqual(AuditChain.HashOf(other)));

    /// <summary>Text that only moves from one field to the next gives another form: nothing is joined without its length.</summary>
    [Fact]
    public void I4_Text_that_moves_to_the_next_field_changes_the_hash() =>
        Gen.Select(Entry, Gen.Int[0, 3])
            .Where((entry, at) => entry.Action.Length > 0)
            .Sample(
                (entry, at) =>
                {
                    var cut = Math.Min(at, entry.Action.Length - 1);
                    var moved = Copy(entry);
                    moved.Action = entry.Action[..cut];
                    moved.Subject = entry.Action[cut..] + entry.Subject;
                    return !AuditChain.HashOf(entry).AsSpan().SequenceEqual(AuditChain.HashOf(moved));
                }
            );

    private static AuditEntry Copy(AuditEntry entry) =>
        new()
        {
            Seq = entry.Seq,
            At = entry.At,
            ActorId = entry.ActorId,
            ActorName = entry.ActorName,
            Address = entry.Address,
            Action = entry.Action,
            Subject = entry.Subject,
            Data = entry.Data,
            PreviousHash = entry.PreviousHash,
            Hash = [],
        };

    private static bool AreEqual(AuditEntry a, AuditEntry b) =>
        (a.Seq, a.At, a.ActorId) == (b.Seq, b.At, b.ActorId)
        && (a.ActorName, a.Address, a.Action, a.Subject, a.Data) == (b.ActorName, b.Address, b.Action, b.Subject, b.Data)
        && a.PreviousHash.AsSpan().SequenceEqual(b.PreviousHash);
}
