namespace FundPortal.Web.Host;

/// <summary>
/// A program built and started inside its own source tree is somebody's development copy: that is Development unless another environment is
/// named. Launch settings would say the same, but <c>dotnet run</c> announces them on standard output, where commands print their JSON.
/// </summary>
internal static class SourceTree
{
    /// <returns>Null where the usual rules hold: an environment is named, or the program was published.</returns>
    public static string? Environment(IReadOnlyList<string> args) =>
        args.Any(arg => arg.StartsWith("--environment", StringComparison.OrdinalIgnoreCase))
        || System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") is { Length: > 0 }
        || System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 }
        || !IsHere()
            ? null
            : Environments.Development;

    private static bool IsHere()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FundPortal.sln")))
                return true;
        }
        return false;
    }
}
