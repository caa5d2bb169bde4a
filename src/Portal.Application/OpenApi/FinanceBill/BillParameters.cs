using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace FundPortal.Application.OpenApi.FinanceBill;

/// <summary>
/// The parameters of a call, read from the raw bytes: nothing is trimmed, folded or repaired, since the signature is over exactly these
/// values. Names are told apart by case, yet no two may differ by case alone.
/// </summary>
public sealed class BillParameters
{
    public const int MaxBytes = 1024 * 1024;
    public const int MaxCount = 64;

    private static readonly BillFault Unreadable = new(BillFault.Unreadable);
    private readonly Dictionary<string, string> values;

    private BillParameters(Dictionary<string, string> values) => this.values = values;

    /// <summary>Null when it did not come.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    public IEnumerable<string> Names => values.Keys;

    public IEnumerable<KeyValuePair<string, string>> All => values;

    /// <summary>What the signature covers.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToSign =>
        values.Where(pair => !string.Equals(pair.Key, "sign", StringComparison.Ordinal));

    /// <summary>An <c>application/x-www-form-urlencoded</c> body.</summary>
    public static (BillParameters? Parameters, BillFault? Fault) ReadForm(ReadOnlySpan<byte> body)
    {
        var reading = new Reading();
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf((byte)'=');
            if (
                !TryDecode(equals < 0 ? pair : pair[..equals], out var name)
                || !TryDecode(equals < 0 ? [] : pair[(equals + 1)..], out var value)
            )
                return (null, Unreadable);
            if (reading.Add(name, value) is { } fault)
                return (null, fault);
        }
        return (reading.Done(), null);
    }

    /// <summary>A flat JSON object. Nulls are left out, booleans are 1 or 0, a number is its text in the body.</summary>
    public static (BillParameters? Parameters, BillFault? Fault) ReadJson(ReadOnlySpan<byte> body)
    {
        var reading = new Reading();
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 2 });
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return (null, Unreadable);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                json.Read();
                var value = json.TokenType switch
                {
                    JsonTokenType.String => json.GetString()!,
                    JsonTokenType.Number => Encoding.ASCII.GetString(json.ValueSpan),
                    JsonTokenType.True => "1",
                    JsonTokenType.False => "0",
                    _ => null,
                };
                if (value is null && json.TokenType != JsonTokenType.Null)
                    return (null, Unreadable);
                if (reading.Add(name, value) is { } fault)
                    return (null, fault);
            }
            // Nothing but the object.
            return json.TokenType == JsonTokenType.EndObject && !json.Read() ? (reading.Done(), null) : (null, Unreadable);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no Unicode.
            return (null, Unreadable);
        }
    }

    /// <summary>Percent-decoding that refuses what it cannot read: a lone percent sign, bytes that are not UTF-8.</summary>
    private static bool TryDecode(ReadOnlySpan<byte> encoded, out string text)
    {
        text = "";
        var buffer = ArrayPool<byte>.Shared.Rent(encoded.Length);
        try
        {
            var length = 0;
            for (var i = 0; i < encoded.Length; i++)
            {
                var next = encoded[i];
                if (next == '%')
                {
                    if (
                        i + 2 >= encoded.Length
                        || Convert.FromHexString(encoded.Slice(i + 1, 2), buffer.AsSpan(length), out _, out _) != OperationStatus.Done
                    )
                        return false;
                    next = buffer[length];
                    i += 2;
                }
                else if (next == '+')
                    next = (byte)' ';
                buffer[length++] = next;
            }
            var decoded = buffer.AsSpan(0, length);
            if (!Utf8.IsValid(decoded))
                return false;
            text = Encoding.UTF8.GetString(decoded);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Reading
    {
        private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
        private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

        /// <param name="value">Null is left out, yet its name stands for once.</param>
        public BillFault? Add(string name, string? value)
        {
            if (
                name.Length == 0
                || name.Contains('\0', StringComparison.Ordinal)
                || value?.Contains('\0', StringComparison.Ordinal) == true
            )
                return Unreadable;
            if (!names.Add(name))
                return new BillFault(BillFault.OutOfForm, name, "twice");
            if (names.Count > MaxCount)
                return Unreadable;
            if (value is not null)
                values.Add(name, value);
            return null;
        }

        public BillParameters Done() => new(values);
    }
}
