using System.Text.Json;
using FundPortal.Application.Data;

namespace FundPortal.Application.Demo;

/// <summary>
/// What a sandbox bank beside the portal wrote down at its first start, so that the demonstration group can set its channels up by itself:
/// <c>sandbox-bank/sandbox-keys.json</c> in the database's folder.
/// </summary>
public static class SandboxKeys
{
    public static string FolderBeside(DatabaseOptions database) =>
        Path.Combine(database.Folder ?? Path.GetFullPath("data"), "sandbox-bank");

    /// <returns>Its values by name; null when there is no such bank.</returns>
    internal static async Task<Dictionary<string, string>?> ReadAsync(DatabaseOptions database, CancellationToken ct)
    {
        var file = Path.Combine(FolderBeside(database), "sandbox-keys.json");
        return File.Exists(file)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(file, ct), JsonSerializerOptions.Web)
            : null;
    }
}
