using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Domain.Statements;

/// <summary>
/// The integrity code of a statement: SHA-256 over its canonical form, taken while the entries pass by. Each part begins with a letter;
/// text and ISO dates are UTF-8 with their length before them (an absent one has length −1); numbers are 64 bits, big-endian; amounts
/// are minor units. Nothing depends on the language or the kind of file, and two different statements never share one form.
/// The cover comes last, because a file may only be able to tell it there.
/// </summary>
public sealed class StatementDigest : IDisposable
{
    /// <summary>Names the canonical form; a new form gets a new name.</summary>
    public const string Form = "fundportal-statement-1";

    /// <summary>So much is hashed at a time: a call for each row would cost more than its bytes.</summary>
    private const int Piece = 16 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] buffer = new byte[2 * Piece];
    private int length;
    private long accounts;

    public StatementDigest()
    {
        Add(Form);
        Flush();
    }

    public void StartAccount(StatementHeader header)
    {
        accounts++;
        Tag('A');
        Add(header.Entity);
        Add(header.Bank);
        Add(header.AccountNumber);
        Add(header.AccountName);
        Add(header.Currency.Code);
        Add(header.From);
        Add(header.To);
        Add(header.OpeningMinor);
        Flush();
    }

    public void AddRow(StatementRow row)
    {
        Tag('R');
        Add(row.Seq);
        Add(row.BookingDate);
        Add(row.Time);
        Add(row.ValueDate);
        Add((long)row.Kind);
        Add(row.BankType);
        Add(row.Counterparty);
        Add(row.CounterpartyAccount);
        Add(row.Text);
        Add(row.Reference);
        Add(row.AmountMinor);
        Add(row.BalanceMinor);
        if (length >= Piece)
            Flush();
    }

    /// <param name="expectedClosingMinor">The closing balance that the books told, whether or not the entries lead to it.</param>
    public void EndAccount(StatementTotals totals, long expectedClosingMinor)
    {
        Tag('T');
        Add(totals.Count);
        Add(totals.InMinor);
        Add(totals.OutMinor);
        Add(totals.ClosingMinor);
        Add(expectedClosingMinor);
        Flush();
    }

    /// <summary>The code: 64 lower-case hexadecimal digits. Nothing can be added afterwards.</summary>
    public string Finish(StatementCover cover)
    {
        Tag('E');
        Add(accounts);
        Add(cover.MadeAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Add(cover.MadeBy);
        Flush();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => hash.Dispose();

    private void Flush()
    {
        hash.AppendData(buffer, 0, length);
        length = 0;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (buffer.Length - length < bytes)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
        return buffer.AsSpan(length);
    }

    private void Tag(char tag)
    {
        Reserve(1)[0] = (byte)tag;
        length++;
    }

    private void Add(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(sizeof(long)), number);
        length += sizeof(long);
    }

    private void Add(ReadOnlySpan<char> text)
    {
        var room = Reserve(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var bytes = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, bytes);
        length += sizeof(int) + bytes;
    }

    private void Add(DateOnly? day)
    {
        if (day is null)
        {
            Absent();
            return;
        }
        // "O" is yyyy-MM-dd, and quicker than the pattern.
        Span<char> text = stackalloc char[10];
        day.Value.TryFormat(text, out var written, "O", CultureInfo.InvariantCulture);
        Add(text[..written]);
    }

    private void Add(TimeOnly? time)
    {
        if (time is null)
        {
            Absent();
            return;
        }
        Span<char> text = stackalloc char[8];
        time.Value.TryFormat(text, out var written, "HH:mm:ss", CultureInfo.InvariantCulture);
        Add(text[..written]);
    }

    private void Absent()
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), -1);
        length += sizeof(int);
    }
}
