using FundPortal.Application.Identity;
using Microsoft.AspNetCore.Components;

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
    /// <returns>False when the ticket no longer holds.</returns>
    public static async Task<bool> EnterAsync(
        HttpContext http,
        SignIn signIn,
        SignIn.Passed passed,
        NavigationManager navigation,
        string? returnUrl
    )
    {
        var session = await signIn.StartSessionAsync(passed, SessionCookie.VisitorOf(http), http.RequestAborted);
        if (!session.IsOk)
            return false;
        if (session.Value is { } id)
        {
            await SessionCookie.BeginSessionAsync(http, passed.PersonId, id);
            navigation.NavigateTo(ReturnUrl.LocalOrHome(returnUrl));
        }
        else
        {
            await SessionCookie.AfterPasswordAsync(http, passed, isCodeDone: true);
            navigation.NavigateTo(Address("/sign-in/password", returnUrl));
        }
        return true;
    }
}
