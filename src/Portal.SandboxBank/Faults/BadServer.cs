namespace FundPortal.SandboxBank.Faults;

/// <summary>The faults of a server that reads nothing of what it is asked.</summary>
internal static class BadServer
{
    /// <returns>True when the call has been dealt with, badly.</returns>
    public static async Task<bool> AnswersBadlyAsync(HttpContext context, Fault? fault, Pace pace)
    {
        switch (fault)
        {
            case Fault.HangBefore or Fault.HangAfter:
                await HangAsync(context, pace);
                return true;
            case Fault.ResetBefore or Fault.ResetAfter:
                context.Abort();
                return true;
            case Fault.ErrorBefore or Fault.ErrorAfter:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return true;
            case Fault.Gateway:
                await context.Response.WriteAsync("CDCServer:CDC9999 ErrMsg:backend not available");
                return true;
            default:
                return false;
        }
    }

    private static async Task HangAsync(HttpContext context, Pace pace)
    {
        try
        {
            await Task.Delay(pace.Hang, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller gave up.
        }
        context.Abort();
    }
}
