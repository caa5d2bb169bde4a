using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FundPortal.Application.Channels.Files;

/// <summary>
/// Which files were read, in a text that does not grow with them: file names fall into <see cref="Bins"/> bins, and the cursor keeps a digest
/// of what each bin held when it was read. A new or changed file changes its bin's digest, and that bin is read again, file by file.
/// </summary>
/// <param name="Seen">Six bytes for each bin, base64; zeros for one that was never read.</param>
/// <param name="Bin">The bin being read, with the digest that it had; null between bins.</param>
/// <param name="File">Position of the file of that bin that is read next, and <paramref name="Day"/> the first day of it.</param>
internal sealed record FolderCursor(string Seen, int? Bin = null, string? Digest = null, int File = 0, DateOnly? Day = null)
{
    public const int Bins = 128;
    private const int DigestBytes = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Base64 is full of signs that are escaped otherwise, and it goes into no page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static FolderCursor Beginning { get; } = new(Convert.ToBase64String(new byte[Bins * DigestBytes]));

    /// <returns>Null when it is none.</returns>
    public static FolderCursor? Read(string cursor)
    {
        try
        {
            return JsonSerializer.Deserialize<FolderCursor>(cursor, Json) is { Seen.Length: Bins * DigestBytes / 3 * 4 } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static int BinOf(StatementFile file) => SHA256.HashData(Encoding.UTF8.GetBytes(file.Name))[0] % Bins;

    /// <summary>Of no file: zeros, as before the first one.</summary>
    public static string DigestOf(IReadOnlyList<StatementFile> files) =>
        Convert.ToBase64String(
            files.Count == 0
                ? new byte[DigestBytes]
                : SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => file.Key))))[..DigestBytes]
        );

    public bool HasSeen(int bin, string digest) =>
        string.Equals(Seen.Substring(bin * digest.Length, digest.Length), digest, StringComparison.Ordinal);

    public FolderCursor With(int bin, string digest) =>
        new(string.Concat(Seen.AsSpan(0, bin * digest.Length), digest, Seen.AsSpan((bin + 1) * digest.Length)));
}
