namespace FundPortal.Application.Statements.Files;

/// <summary>A file for one statement that only this process's user can read. It is gone once it is closed, on Unix even when the process is killed.</summary>
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
        var path = Path.Combine(Path.GetTempPath(), "fundportal-" + Guid.NewGuid().ToString("N"));
        var file = new FileStream(path, options);
        // An open file needs no name there.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
