using System.Security.Cryptography;

namespace FundPortal.Web.Identity;

/// <summary>
/// A random name for a browser in which somebody signed in. It opens nothing; wrong passwords from there count for this browser alone
/// (see the application's count of tries).
/// </summary>
internal static class DeviceCookie
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(180);

    /// <summary>32 random bytes in hexadecimal.</summary>
    private const int Length = 64;

    public static string? Read(HttpContext http) =>
        http.Request.Cookies[Name(http)] is { Length: Length } value && value.All(char.IsAsciiHexDigitLower) ? value : null;

    public static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Length / 2));

    public static void Write(HttpContext http, string device) =>
        http.Response.Cookies.Append(
            Name(http),
            device,
            new CookieOptions
            {
                MaxAge = Life,
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                SameSite = SameSiteMode.Strict,
                Path = "/",
                IsEssential = true,
            }
        );

    private static string Name(HttpContext http) => CookieNames.Of(http, "fundportal-device");
}
