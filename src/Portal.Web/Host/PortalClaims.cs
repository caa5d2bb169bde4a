using System.Security.Claims;

namespace FundPortal.Web.Host;

/// <summary>What the session cookie says. It names; whether that still holds, the database decides.</summary>
public static class PortalClaims
{
    /// <summary>The scheme of the session cookie, which is the default.</summary>
    public const string Scheme = "Session";

    /// <summary>Id of the sign-in session: the second factor was given. A password-only ticket has none.</summary>
    public const string Session = "sid";

    public const string Person = ClaimTypes.NameIdentifier;

    public static Guid? SessionId(this ClaimsPrincipal user) => GuidOf(user, Session);

    public static Guid? PersonId(this ClaimsPrincipal user) => GuidOf(user, Person);

    internal static Guid? GuidOf(ClaimsPrincipal user, string claim) =>
        Guid.TryParseExact(user.FindFirst(claim)?.Value, "D", out var id) ? id : null;
}
