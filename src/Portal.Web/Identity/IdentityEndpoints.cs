using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using FundPortal.Web.Host;
using FundPortal.Web.Host.Circuits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace FundPortal.Web.Identity;

/// <summary>What sets a cookie and shows no page: entering after set-up, sign out, language.</summary>
internal static class IdentityEndpoints
{
    public static void MapIdentity(this WebApplication app)
    {
        app.MapPost("/sign-in/enter", EnterAsync).AllowAnonymous();
        app.MapPost("/sign-out", SignOutAsync);
        app.MapPost("/language", SetLanguageAsync).AllowAnonymous();
    }

    /// <summary>From the page of recovery codes into the portal: set-up has left a ticket that says that the code was right.</summary>
    private static async Task<IResult> EnterAsync(HttpContext http, [FromForm] string? returnUrl, SignIn signIn) =>
        Results.LocalRedirect(
            await SessionCookie.ReadAsync(http) is { IsCodeDone: true } ticket
                ? await Steps.EnterAsync(http, signIn, ticket.Passed, returnUrl)
                : "/sign-in"
        );

    /// <summary>Ends the session in the database and its open pages at once.</summary>
    private static async Task<IResult> SignOutAsync(
        HttpContext http,
        [FromForm] string? everywhere,
        SignIn signIn,
        Desk desk,
        CircuitRegistry circuits,
        CancellationToken ct
    )
    {
        if (http.User.SessionId() is { } session && http.User.PersonId() is { } person)
        {
            if (everywhere is not null)
                await desk.AskAsync((EndSessions u, Actor me, CancellationToken c) => u.HandleAsync(new(person), me, c), ct);
            await signIn.EndSessionAsync(session, SessionCookie.VisitorOf(http), ct);
            await circuits.EndSessionAsync(session);
        }
        await http.SignOutAsync(PortalClaims.Scheme);
        return Results.LocalRedirect("/sign-in");
    }

    private static async Task<IResult> SetLanguageAsync(
        HttpContext http,
        [FromForm] string? language,
        [FromForm] string? returnUrl,
        Desk desk,
        CancellationToken ct
    )
    {
        if (!SetMyLanguage.Languages.Contains(language, StringComparer.Ordinal))
            return Results.BadRequest();
        LanguageCookie.Write(http, language!);
        await desk.AskAsync((SetMyLanguage u, Actor me, CancellationToken c) => u.HandleAsync(new(language!), me, c), ct);
        return Results.LocalRedirect(ReturnUrl.LocalOrHome(returnUrl));
    }
}
