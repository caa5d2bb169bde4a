using System.Text;

namespace FundPortal.SandboxBank.Faults;

/// <summary>Sends an answer as it is, or spoils it on its way.</summary>
internal static class BadWire
{
    private const int HugeMegabytes = 50;

    public static async Task WriteAsync(HttpContext context, byte[] bytes, Fault? fault, string mediaType = "text/plain")
    {
        var response = context.Response;
        response.ContentType = mediaType;
        switch (fault)
        {
            case Fault.CutOff:
                response.ContentLength = bytes.Length;
                await response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case Fault.Corrupt:
                bytes[bytes.Length / 2] = (byte)(bytes[bytes.Length / 2] == 'A' ? 'B' : 'A');
                await response.Body.WriteAsync(bytes);
                break;
            case Fault.Slow:
                foreach (var one in bytes)
                {
                    await response.Body.WriteAsync(new[] { one }, context.RequestAborted);
                    await response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(1_000, context.RequestAborted);
                }
                break;
            case Fault.AnswerTwice:
                await response.Body.WriteAsync(bytes);
                await response.Body.WriteAsync(bytes);
                break;
            case Fault.Html:
                response.ContentType = "text/html";
                await response.WriteAsync("<!doctype html><title>502</title><h1>Bad gateway</h1>");
                break;
            case Fault.Huge:
                var block = Encoding.ASCII.GetBytes(new string('A', 1024 * 1024));
                for (var i = 0; i < HugeMegabytes; i++)
                    await response.Body.WriteAsync(block, context.RequestAborted);
                break;
            default:
                await response.Body.WriteAsync(bytes);
                break;
        }
        // What is to be "answered" has left this process when this returns.
        await response.CompleteAsync();
    }
}
