namespace FundPortal.Web.Identity;

/// <summary>Where to go after signing in: only to a page of this portal.</summary>
internal static class ReturnUrl
{
    /// <summary>A path that begins with exactly one slash and holds nothing that a browser could read as another host.</summary>
    public static string LocalOrHome(string? url) => IsLocal(url) ? url! : "/";

    private static bool IsLocal(string? url) =>
        url is ['/', ..]
        && !url.StartsWith("//", StringComparison.Ordinal)
        && !url.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase)
        && !url.Contains('\\', StringComparison.Ordinal)
        && !url.Any(char.IsControl)
        && !Uri.UnescapeDataString(url).StartsWith("//", StringComparison.Ordinal)
        && !Uri.UnescapeDataString(url).Contains('\\', StringComparison.Ordinal);
}
