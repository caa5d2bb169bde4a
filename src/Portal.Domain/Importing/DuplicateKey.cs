using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Domain.Importing;

/// <summary>
/// What makes two entries of one account the same entry: a SHA-256. With the bank's id: id, booking date and amount (banks give one id to
/// several parts of a batch); without: value date, booking date, amount, type, counterparty and text. Both end with the ordinal among
/// equal ones in the file, so two genuine equal payments of a day both stay while overlapping files add nothing twice.
/// The account is not in the hash: keys are compared within an account only.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DuplicateKey(UInt128 High, UInt128 Low)
{
    /// <summary>The forms' names: a changed form gets a new name, or old imports would no longer be recognised.</summary>
    private const string WithId = "fundportal-entry-id-1";
    private const string WithoutId = "fundportal-entry-1";

    /// <summary>Keys of one account's entries of one file, in their order.</summary>
    public static DuplicateKey[] OfFile(IReadOnlyList<ParsedEntry> entries)
    {
        var seen = new Dictionary<DuplicateKey, int>(entries.Count);
        var keys = new DuplicateKey[entries.Count];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < entries.Count; i++)
        {
            var content = ContentOf(entries[i], hash);
            var ordinal = seen[content] = seen.GetValueOrDefault(content) + 1;
            hash.AppendData(content.ToArray());
            Append(hash, ordinal);
            keys[i] = From(hash.GetHashAndReset());
        }
        return keys;
    }

    public static bool HasId(ParsedEntry entry) => !string.IsNullOrWhiteSpace(entry.Id);

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static DuplicateKey From(byte[] bytes) =>
        bytes.Length == 32
            ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(16)))
            : throw new ArgumentException("A duplicate key has 32 bytes.", nameof(bytes));

    public byte[] ToArray()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Low);
        return bytes;
    }

    private static DuplicateKey ContentOf(ParsedEntry entry, IncrementalHash hash)
    {
        if (HasId(entry))
        {
            Append(hash, WithId);
            Append(hash, entry.Id.Trim());
        }
        else
        {
            Append(hash, WithoutId);
            Append(hash, entry.ValueDate?.DayNumber ?? -1);
            Append(hash, Squeeze(entry.BankType));
            Append(hash, Squeeze(entry.Counterparty));
            Append(hash, Squeeze(entry.Text));
        }
        Append(hash, entry.BookingDate.DayNumber);
        Append(hash, entry.AmountMinor);
        return From(hash.GetHashAndReset());
    }

    /// <summary>Runs of white space count as one blank: the same statement is wrapped differently in different files.</summary>
    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Every text is written with its length, so two different entries never share one form.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
