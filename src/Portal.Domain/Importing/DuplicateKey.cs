using System.Buffers;
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
        var maker = new Maker();
        var keys = new DuplicateKey[entries.Count];
        var i = 0;
        foreach (var entry in entries)
            keys[i++] = maker.Next(entry);
        return keys;
    }

    /// <summary>
    /// Gives keys to one account's entries of one file, one after the other in the file's order. Equal entries share their booking day:
    /// an entry's key hangs on those of its day alone, so days may be taken apart.
    /// </summary>
    public sealed class Maker
    {
        private readonly Dictionary<DuplicateKey, int> seen = [];
        private readonly ArrayBufferWriter<byte> form = new(512);

        public DuplicateKey Next(ParsedEntry entry)
        {
            form.ResetWrittenCount();
            WriteContent(entry, form);
            var content = Hash(form.WrittenSpan);
            ref var ordinal = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, content, out _);
            ordinal++;
            Span<byte> numbered = stackalloc byte[40];
            content.Write(numbered);
            BinaryPrimitives.WriteInt64BigEndian(numbered[32..], ordinal);
            return Hash(numbered);
        }
    }

    public static bool HasId(ParsedEntry entry) => !string.IsNullOrWhiteSpace(entry.Id);

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public static DuplicateKey From(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 32
            ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]))
            : throw new ArgumentException("A duplicate key has 32 bytes.", nameof(bytes));

    public byte[] ToArray()
    {
        var bytes = new byte[32];
        Write(bytes);
        return bytes;
    }

    /// <param name="bytes">At least 32.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Low);
    }

    private static DuplicateKey Hash(ReadOnlySpan<byte> form)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(form, hash);
        return From(hash);
    }

    private static void WriteContent(ParsedEntry entry, ArrayBufferWriter<byte> form)
    {
        if (HasId(entry))
        {
            Append(form, WithId);
            Append(form, entry.Id.Trim());
        }
        else
        {
            Append(form, WithoutId);
            Append(form, entry.ValueDate?.DayNumber ?? -1);
            Append(form, Squeeze(entry.BankType));
            Append(form, Squeeze(entry.Counterparty));
            Append(form, Squeeze(entry.Text));
        }
        Append(form, entry.BookingDate.DayNumber);
        Append(form, entry.AmountMinor);
    }

    /// <summary>Runs of white space count as one blank: the same statement is wrapped differently in different files.</summary>
    private static string Squeeze(string text) =>
        IsSqueezed(text) ? text : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsSqueezed(string text)
    {
        var wasBlank = true;
        foreach (var c in text)
        {
            var isBlank = char.IsWhiteSpace(c);
            if (isBlank && (wasBlank || c != ' '))
                return false;
            wasBlank = isBlank;
        }
        return text.Length == 0 || !wasBlank;
    }

    /// <summary>Every text is written with its length, so two different entries never share one form.</summary>
    private static void Append(ArrayBufferWriter<byte> form, string text)
    {
        Append(form, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, form);
    }

    private static void Append(ArrayBufferWriter<byte> form, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(form.GetSpan(sizeof(long)), number);
        form.Advance(sizeof(long));
    }
}
