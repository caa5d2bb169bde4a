namespace FundPortal.Web.Host;

/// <summary>One program: the portal when started bare, a command when the first argument names one.</summary>
public static class PortalProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddPortalWeb();
        var app = builder.Build();
        app.UsePortalWeb();
        await app.RunAsync();
        return 0;
    }
}
