using FundPortal.Application.Identity;

namespace FundPortal.Web.Identity;

/// <summary>From one step of the way in to the next.</summary>
internal static class Steps
{
    public static string Address(string page, string? returnUrl)
    {
        var local = ReturnUrl.LocalOrHome(returnUrl);
        return string.Equals(local, "/", StringComparison.Ordinal) ? page : $"{page}?returnUrl={Uri.EscapeDataString(local)}";
    }

    /// <summary>Both factors are proven: to the page that was asked for, or first to a password of one's own.</summary>
    /// <returns>Where to go; to the beginning when the ticket no longer holds.</returns>
    public static async Task<string> EnterAsync(HttpContext http, SignIn signIn, SignIn.Passed passed, string? returnUrl)
    {
        var device = DeviceCookie.Read(http) ?? DeviceCookie.Make();
        var result = await signIn.StartSessionAsync(passed, SessionCookie.VisitorOf(http) with { Device = device }, http.RequestAborted);
        if (!result.IsOk)
            return "/sign-in";
        if (result.Value is not { } started)
        {
            await SessionCookie.AfterPasswordAsync(http, await signIn.WithCodeAsync(passed, http.RequestAborted));
            return Address("/sign-in/password", returnUrl);
        }
        await SessionCookie.BeginSessionAsync(http, passed.PersonId, started.Session);
        DeviceCookie.Write(http, device);
        LanguageCookie.WriteWhenMissing(http, started.Language);
        return ReturnUrl.LocalOrHome(returnUrl);
    }
}
