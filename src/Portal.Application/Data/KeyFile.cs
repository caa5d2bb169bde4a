using System.Security.Cryptography;

namespace FundPortal.Application.Data;

/// <summary>A file with 32 random bytes in base64 that encrypts the key ring. Back it up apart from the database.</summary>
public sealed class KeyFile
{
    private const int KeyBytes = 32;
    private readonly byte[] key;

    private KeyFile(byte[] key) => this.key = key;

    /// <summary>No key file is configured.</summary>
    public static KeyFile None { get; } = new([]);

    public bool Exists => key.Length > 0;

    internal ReadOnlySpan<byte> Key => key;

    /// <exception cref="InvalidOperationException">The file is missing or is not 32 bytes in base64.</exception>
    internal static KeyFile Read(string path)
    {
        try
        {
            var bytes = Convert.FromBase64String(File.ReadAllText(path).Trim());
            return bytes.Length == KeyBytes
                ? new(bytes)
                : throw new InvalidOperationException(
                    $"DataProtection:KeyFile '{path}' holds {bytes.Length} bytes; {KeyBytes} in base64 are wanted."
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new InvalidOperationException($"DataProtection:KeyFile '{path}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Two processes that start at once end with one key: the second meets the first one's file.</summary>
    internal static KeyFile ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            // Written whole under another name first: a reader never meets half a key.
            var draft = $"{path}.{Guid.NewGuid():N}";
            Write(draft, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }
        return Read(path);
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
