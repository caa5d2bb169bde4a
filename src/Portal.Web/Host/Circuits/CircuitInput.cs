using Microsoft.AspNetCore.SignalR;

namespace FundPortal.Web.Host.Circuits;

/// <summary>Notes when a person did something in a page, which keeps the session from falling idle; a page's own traffic does not.</summary>
internal sealed class CircuitInput(TimeProvider clock) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (
            invocationContext.HubMethodName is "BeginInvokeDotNetFromJS" or "OnLocationChanged" or "OnLocationChanging"
            && invocationContext.Context.GetHttpContext()?.Items[typeof(OpenSocket)] is OpenSocket socket
        )
            socket.LastInput = clock.GetUtcNow();
        return next(invocationContext);
    }
}
