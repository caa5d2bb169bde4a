using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Channels.Files;

/// <param name="Name">Relative to the folder.</param>
/// <param name="Shelf">The subfolder that it lies in; empty for the folder itself.</param>
/// <param name="Key">Changes with name, size and time of writing.</param>
internal sealed record StatementFile(string Path, string Name, string Shelf, string Key);

/// <summary>
/// The files of a folder and of the folders in it, as whoever puts them there leaves them: plain files only, no links, none that may still
/// be written. Nothing is moved or deleted.
/// </summary>
internal sealed class StatementFolder(string path, TimeProvider clock)
{
    /// <summary>A file that was written to within this may not be whole yet.</summary>
    internal static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public const string NotOpened = "file_unreadable";
    public const string Changing = "file_changes";

    internal const int MaxFiles = 20_000;

    private static readonly EnumerationOptions PlainOnly = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System | FileAttributes.Device,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    /// <returns>By name; the fault when the folder cannot be listed.</returns>
    public (IReadOnlyList<StatementFile> Files, ChannelFault? Fault) List()
    {
        try
        {
            var folder = new DirectoryInfo(path);
            var youngest = clock.GetUtcNow().UtcDateTime - Settling;
            var files = new List<StatementFile>();
            foreach (var shelf in folder.EnumerateDirectories("*", PlainOnly).Prepend(folder))
            {
                var name = ReferenceEquals(shelf, folder) ? "" : shelf.Name;
                foreach (var file in shelf.EnumerateFiles("*", PlainOnly))
                {
                    if (files.Count == MaxFiles)
                        return ([], new(ChannelFaultKind.Unreadable, "too_many_files", $"The folder holds more than {MaxFiles} files."));
                    if (IsStatement(file) && file.LastWriteTimeUtc <= youngest)
                        files.Add(Of(file, name));
                }
            }
            files.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
            return (files, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ([], new(ChannelFaultKind.Unreachable, "folder_unreadable", error.Message));
        }
    }

    /// <returns>The fault when it cannot be opened, or was changed while it was read.</returns>
    public static async Task<(IReadOnlyList<ParsedFile> Parsed, ChannelFault? Fault)> ReadAsync(StatementFile file, CancellationToken ct)
    {
        try
        {
            await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var parsed = await FileReader.ReadAsync(stream, file.Name, ct);
            var now = new FileInfo(file.Path);
            // Replaced by a link or by other contents in between: what was read may be neither.
            if (
                !now.Exists
                || now.Attributes.HasFlag(FileAttributes.ReparsePoint)
                || !string.Equals(Of(now, file.Shelf).Key, file.Key, StringComparison.Ordinal)
            )
                return ([], new(ChannelFaultKind.Unreadable, Changing, $"{file.Name} is being changed."));
            if (parsed.SelectMany(part => part.Errors.Select(error => (part.FileName, error))).FirstOrDefault() is ({ } name, { } wrong))
                return ([], new(ChannelFaultKind.Unreadable, wrong.Code, $"{name}: {wrong.Message}"));
            return (parsed, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ([], new(ChannelFaultKind.Unreadable, NotOpened, $"{file.Name}: {error.Message}"));
        }
    }

    /// <summary>Names that begin with a dot, or end as browsers and copiers name what they have not finished, are not looked at.</summary>
    private static bool IsStatement(FileInfo file) =>
        file.Length > 0
        && !file.Name.StartsWith('.')
        && !Array.Exists(
            [".tmp", ".part", ".partial", ".crdownload", ".filepart", "~"],
            end => file.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase)
        );

    private static StatementFile Of(FileInfo file, string shelf)
    {
        var name = shelf.Length == 0 ? file.Name : $"{shelf}/{file.Name}";
        var facts = string.Create(CultureInfo.InvariantCulture, $"{name}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}");
        return new(file.FullName, name, shelf, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts))));
    }
}
