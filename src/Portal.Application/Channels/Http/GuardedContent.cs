using System.Net;
using System.Net.Http.Headers;

namespace FundPortal.Application.Channels.Http;

/// <summary>A body that asks for leave when the connection stands and its first byte is about to go, and remembers whether it went.</summary>
internal sealed class GuardedContent : HttpContent
{
    private readonly byte[] body;
    private readonly Func<CancellationToken, Task<bool>>? guard;

    public GuardedContent(byte[] body, string mediaType, Func<CancellationToken, Task<bool>>? guard)
    {
        (this.body, this.guard) = (body, guard);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>From here on somebody may have read it.</summary>
    public bool HasBegun { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (HasBegun)
            throw new InvalidOperationException("A guarded body is sent once.");
        if (guard is not null && !await guard(cancellationToken))
            throw new RefusedException();
        HasBegun = true;
        await stream.WriteAsync(body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    /// <summary>The guard said no.</summary>
    public sealed class RefusedException() : InvalidOperationException("The last look before sending said no.")
    {
        public const string Code = "last_look";
    }
}
