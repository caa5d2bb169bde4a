namespace FundPortal.SandboxBank.Faults;

/// <summary>
/// Tells a test harness how far an order has come, and waits for its word before going on: the harness may kill the portal right there.
/// </summary>
internal sealed class Harness(Uri? address) : IDisposable
{
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <param name="point">received · executed · answered.</param>
    public async Task TellAsync(string point, string reference)
    {
        if (address is null)
            return;
        try
        {
            using var answer = await client.PostAsJsonAsync(address, new { point, reference });
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            // A harness that is gone keeps no bank from working.
        }
    }

    public void Dispose() => client.Dispose();
}
