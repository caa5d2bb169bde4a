using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Domain.Audit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Audit;

/// <summary>
/// Remembers heads of the chain outside the database (<c>Audit:AnchorFile</c>, default <c>data/audit-anchors.log</c>), one line each:
/// number, hash, time, seal. The seal is the line encrypted and authenticated by Data Protection, so nobody without its keys can write
/// one. Whoever holds the database, its keys and this file can still rewrite all three: keep copies of the file, or its lines in the
/// log, on another machine.
/// </summary>
public sealed class AuditAnchorFile(IConfiguration configuration, IDataProtectionProvider protection) : IDisposable
{
    private const string DefaultPath = "data/audit-anchors.log";
    private const string Purpose = "FundPortal.Audit.Anchor";
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly IDataProtector protector = protection.CreateProtector(Purpose);

    public string FilePath { get; } = configuration["Audit:AnchorFile"] is { Length: > 0 } configured ? configured : DefaultPath;

    /// <summary>The anchors by number, and how many lines have a seal that is not ours. A missing file has none.</summary>
    public async Task<(IReadOnlyDictionary<long, byte[]> Anchors, int Unreadable)> ReadAsync(CancellationToken ct)
    {
        var anchors = new Dictionary<long, byte[]>();
        var unreadable = 0;
        if (!File.Exists(FilePath))
            return (anchors, unreadable);
        await using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.ASCII);
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0)
                continue;
            if (Parse(line) is { } anchor)
                // Two honest anchors of one number that disagree: the later one is of a chain written anew, the earlier one counts.
                anchors.TryAdd(anchor.Seq, anchor.Hash);
            else
                unreadable++;
        }
        return (anchors, unreadable);
    }

    /// <summary>Appends one line and waits until the disk has it.</summary>
    public async Task AppendAsync(ChainAnchor anchor, DateTimeOffset at, CancellationToken ct)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{anchor.Seq} {Convert.ToHexStringLower(anchor.Hash)} {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"
        );
        var line = Encoding.ASCII.GetBytes($"{text} {protector.Protect(text)}\n");
        await gate.WaitAsync(ct);
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(FilePath)) is { } folder)
                Directory.CreateDirectory(folder);
            // Opened for each line and only for appending: the file may be kept append-only by the system, and may be moved away.
            var startsInside = await EndsInsideLineAsync(ct);
            await using var file = new FileStream(FilePath, FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(startsInside ? [(byte)'\n', .. line] : line, ct);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    /// <summary>True when the last write was cut by a crash: the next line must not grow onto it.</summary>
    private async Task<bool> EndsInsideLineAsync(CancellationToken ct)
    {
        if (!File.Exists(FilePath))
            return false;
        await using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        var last = new byte[1];
        await file.ReadExactlyAsync(last, ct);
        return last[0] != '\n';
    }

    private ChainAnchor? Parse(string line)
    {
        var seal = line.LastIndexOf(' ');
        if (seal < 0)
            return null;
        var text = line[..seal];
        try
        {
            if (!string.Equals(protector.Unprotect(line[(seal + 1)..]), text, StringComparison.Ordinal))
                return null;
            // Our own sealed text: its form is known.
            var parts = text.Split(' ');
            return new(long.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture), Convert.FromHexString(parts[1]));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
