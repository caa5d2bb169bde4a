using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// Loaded into any process that names this file in <c>DOTNET_STARTUP_HOOKS</c>: whoever connects to the port in <c>BENCH_HEAP_PORT</c> is
/// told how many bytes of managed objects are alive. So the portal is measured as it is, from outside.
/// </summary>
#pragma warning disable CA1050, MA0047 // The runtime looks for this name outside any namespace.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    public static void Initialize()
    {
        if (
            !int.TryParse(
                Environment.GetEnvironmentVariable("BENCH_HEAP_PORT"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var port
            )
        )
            return;
        new Thread(() => Serve(port)) { IsBackground = true }.Start();
    }

    private static void Serve(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        while (true)
        {
            using var client = listener.AcceptTcpClient();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            client
                .GetStream()
                .Write(Encoding.ASCII.GetBytes(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture)));
        }
    }
}
