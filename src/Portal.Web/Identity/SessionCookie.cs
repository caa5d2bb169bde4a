using System.Globalization;
using System.Security.Claims;
using FundPortal.Application.Identity;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;

namespace FundPortal.Web.Identity;

/// <summary>
/// Two cookies. The first says only that the password was right, lasts ten minutes and opens nothing but the pages of the second factor.
/// The second names a session; the database decides at every request whether that still holds.
/// </summary>
internal static class SessionCookie
{
    public const string PasswordOnly = "PasswordOnly";

    private const string Stamp = "stamp";
    private const string Next = "next";
    private const string Entry = "entry";

    private static readonly TimeSpan PasswordOnlyLife = TimeSpan.FromMinutes(10);

    /// <summary>The session's last activity is written at most this often.</summary>
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);

    public static void Add(AuthenticationBuilder authentication, bool isDevelopment)
    {
        authentication.AddCookie(
            PasswordOnly,
            options =>
            {
                options.Cookie.Name = isDevelopment ? "fundportal-step" : "__Host-fundportal-step";
                options.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.ExpireTimeSpan = PasswordOnlyLife;
                options.SlidingExpiration = false;
            }
        );
    }

    public static Task AfterPasswordAsync(HttpContext http, SignIn.Passed passed) =>
        http.SignInAsync(
            PasswordOnly,
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [
                        new Claim(PortalClaims.Person, passed.PersonId.ToString("D")),
                        new Claim(Stamp, passed.SecurityStamp),
                        new Claim(Next, passed.Next.ToString()),
                        new Claim(Entry, passed.LastEntry?.ToString(CultureInfo.InvariantCulture) ?? ""),
                    ],
                    PasswordOnly
                )
            )
        );

    /// <returns>What the password-only cookie says, or null without one.</returns>
    public static async Task<(SignIn.Passed Passed, bool IsCodeDone)?> ReadAsync(HttpContext http)
    {
        var ticket = await http.AuthenticateAsync(PasswordOnly);
        if (ticket.Principal is not { } user || user.PersonId() is not { } person)
            return null;
        if (!Enum.TryParse<NextFactor>(user.FindFirstValue(Next), out var next))
            return null;
        var entry = long.TryParse(user.FindFirstValue(Entry), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? ticks
            : (long?)null;
        return (new SignIn.Passed(person, user.FindFirstValue(Stamp) ?? "", next, entry), entry is not null);
    }

    public static async Task BeginSessionAsync(HttpContext http, Guid person, Guid session)
    {
        await http.SignOutAsync(PasswordOnly);
        await http.SignInAsync(
            PortalClaims.Scheme,
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [new Claim(PortalClaims.Person, person.ToString("D")), new Claim(PortalClaims.Session, session.ToString("D"))],
                    PortalClaims.Scheme
                )
            )
        );
    }

    public static Visitor VisitorOf(HttpContext http) =>
        new(http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString(), DeviceCookie.Read(http));

    /// <summary>Looks the session up afresh (style sheets and scripts are public, they need no look); from here on <see cref="CurrentSession"/> speaks for this request.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            return;
        var services = http.RequestServices;
        var address = http.Connection.RemoteIpAddress?.ToString();
        if (context.Principal?.SessionId() is not { } session)
        {
            context.RejectPrincipal();
            return;
        }
        if (await services.GetRequiredService<ActorLoader>().FindAsync(session, address, http.RequestAborted) is not { } found)
        {
            context.RejectPrincipal();
            await http.SignOutAsync(PortalClaims.Scheme);
            return;
        }
        var current = services.GetRequiredService<CurrentSession>();
        (current.SessionId, current.Address) = (session, address);
        // A tab that reconnects by itself is nobody's doing; what people do in a page comes through the circuit's own count.
        var isByPerson = !http.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        if (isByPerson && found.LastSeenAt < now - TouchEvery)
            await services.GetRequiredService<SessionWatch>().TouchAsync([session], http.RequestAborted);
    }
}
