namespace FundPortal.TestKit;

/// <summary>The folder of real bank files, where there is one: FUNDPORTAL_SHARED_DATA, or <c>shared/data</c> beside the project.</summary>
public static class SharedData
{
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FUNDPORTAL_SHARED_DATA") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }
        return null;
    }
}
