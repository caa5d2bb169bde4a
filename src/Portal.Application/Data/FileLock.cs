namespace FundPortal.Application.Data;

/// <summary>A lock between processes of one machine. The system releases it with the process, however that ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="TimeoutException">Another process held it all the time.</exception>
    public static async Task<IDisposable> TakeAsync(string path, TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (File.Exists(path))
            {
                if (clock.GetElapsedTime(start) > patience)
                    throw new TimeoutException($"Another process has held '{path}' for {patience.TotalMinutes:0} minutes.", error);
                await Task.Delay(Pause, ct);
            }
        }
    }
}
