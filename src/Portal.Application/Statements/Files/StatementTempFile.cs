namespace FundPortal.Application.Statements.Files;

/// <summary>A file for one statement that only this process's user can read and that is gone once it is closed.</summary>
public static class StatementTempFile
{
    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), "fundportal-" + Guid.NewGuid().ToString("N")), options);
    }
}
