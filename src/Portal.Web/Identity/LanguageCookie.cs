using Microsoft.AspNetCore.Localization;

namespace FundPortal.Web.Identity;

/// <summary>The language of this browser. Somebody who chose one carries it to browsers in which nobody has chosen yet.</summary>
internal static class LanguageCookie
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public const string Name = "fundportal-language";

    /// <param name="language">One of the portal's languages.</param>
    public static void Write(HttpContext http, string language) =>
        http.Response.Cookies.Append(
            CookieNames.Of(http, Name),
            CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
            new CookieOptions
            {
                MaxAge = Life,
                IsEssential = true,
                HttpOnly = true,
                Secure = http.Request.IsHttps,
                Path = "/",
                SameSite = SameSiteMode.Lax,
            }
        );

    public static void WriteWhenMissing(HttpContext http, string language)
    {
        if (language.Length > 0 && !http.Request.Cookies.ContainsKey(CookieNames.Of(http, Name)))
            Write(http, language);
    }
}
