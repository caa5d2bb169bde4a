using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FundPortal.Benchmarks.Hosts;

/// <summary>How many bytes of managed objects are alive in a process, asked through the start-up hook of Portal.BareApp.</summary>
internal sealed class Heap
{
    private readonly int port = FreePort();

    /// <summary>For the process that shall be asked.</summary>
    public (string Name, string Value)[] Settings =>
        [("DOTNET_STARTUP_HOOKS", BareApp.Program), ("BENCH_HEAP_PORT", port.ToString(CultureInfo.InvariantCulture))];

    public async Task<long> AliveAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var text = new StreamReader(client.GetStream());
        return long.Parse(await text.ReadToEndAsync(), CultureInfo.InvariantCulture);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
