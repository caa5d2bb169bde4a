namespace FundPortal.Web.Identity;

/// <summary>
/// Browsers keep a <c>__Host-</c> cookie from being set by other hosts or without TLS. Development speaks plain http, where it cannot be.
/// </summary>
internal static class CookieNames
{
    public static string Of(IHostEnvironment environment, string name) => environment.IsDevelopment() ? name : "__Host-" + name;

    public static string Of(HttpContext http, string name) => Of(http.RequestServices.GetRequiredService<IHostEnvironment>(), name);
}
