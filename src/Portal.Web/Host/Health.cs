using FundPortal.Application.Data;

namespace FundPortal.Web.Host;

/// <summary>For balancers and monitors, without sign-in; says yes or no and nothing else.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", async (DatabaseHealth database, CancellationToken ct) => Say(await database.AnswersAsync(ct)))
            .AllowAnonymous()
            .WithMetadata(new WorksWithoutKeys());
        app.MapGet(
                "/health/ready",
                async (DatabaseHealth database, KeyRing keys, CancellationToken ct) =>
                    Say(keys.IsReadable && await database.AnswersAsync(ct))
            )
            .AllowAnonymous()
            .WithMetadata(new WorksWithoutKeys());
    }

    private static IResult Say(bool isWell) =>
        isWell ? Results.Text("ok") : Results.Text("unavailable", statusCode: StatusCodes.Status503ServiceUnavailable);
}
