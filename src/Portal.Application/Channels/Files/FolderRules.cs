using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Channels.Files;

/// <summary>
/// Which folders a channel may read: those that whoever runs the machine names, and what lies below them. Setting up channels in the portal
/// does not open the machine's other files.
/// </summary>
/// <param name="Roots">Full paths. Setting <c>Channels:Folders</c>; none unless set.</param>
public sealed record FolderRules(IReadOnlyList<string> Roots)
{
    public static FolderRules From(IConfiguration configuration) =>
        new([.. (configuration.GetSection("Channels:Folders").Get<string[]>() ?? []).Select(Path.GetFullPath)]);

    /// <returns>The reason why not, as a text key; null when the folder may be read.</returns>
    public string? Check(string folder)
    {
        if (folder.Length == 0 || !Path.IsPathFullyQualified(folder) || folder.Contains('\0', StringComparison.Ordinal))
            return "format";
        // Links are followed to where they lead before the path is compared.
        if (!Roots.Any(root => IsWithin(Real(root), Real(Path.GetFullPath(folder)))))
            return "folder_not_allowed";
        return Directory.Exists(folder) ? null : "folder_missing";
    }

    private static bool IsWithin(string root, string folder) =>
        string.Equals(root, folder, StringComparison.Ordinal)
        || folder.StartsWith(
            root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    /// <summary>The path without links in any of its parts; as it is where something in it does not exist or leads in a circle.</summary>
    private static string Real(string path)
    {
        try
        {
            var parent = Path.GetDirectoryName(path);
            if (parent is null)
                return path;
            var here = Path.Combine(Real(parent), Path.GetFileName(path));
            return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Real(target.FullName) : here;
        }
        catch (IOException)
        {
            return path;
        }
    }
}
