using System.Net;
using System.Text.RegularExpressions;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Benchmarks.Hosts;

/// <summary>A person of the portal, signed in over HTTP with password and code as a browser does it.</summary>
internal sealed partial class SignedIn : IDisposable
{
    private const string Password = "Ledger-Harbour-2026";
    private readonly HttpClientHandler handler = new() { CookieContainer = new CookieContainer() };

    private SignedIn(Uri portal) => Http = new HttpClient(handler) { BaseAddress = portal, Timeout = TimeSpan.FromMinutes(10) };

    public HttpClient Http { get; }

    /// <summary>The cookies of the session, for a browser.</summary>
    public IEnumerable<Cookie> Cookies => handler.CookieContainer.GetAllCookies();

    /// <summary>What every form carries.</summary>
    public string FormToken { get; private set; } = "";

    /// <summary>Gives a person of the database password, second factor and role, and signs in.</summary>
    public static async Task<SignedIn> StartAsync(ProofNode node, Uri portal, Guid person, Role role)
    {
        var name = await node.UseAsync(
            async (PortalDbContext db) =>
            {
                var found = await db.Users.SingleAsync(p => p.Id == person);
                found.SecurityStamp = Guid.NewGuid().ToString("N");
                found.PasswordHash = await node.UseAsync((PasswordHashing hashing) => Task.FromResult(hashing.Hash(found, Password)));
                found.TotpSecret = await node.UseAsync((TotpSecrets secrets) => Task.FromResult(secrets.Make()));
                if (!await db.PersonRoles.AnyAsync(given => given.PersonId == person))
                    db.PersonRoles.Add(new PersonRole { PersonId = person, Role = role });
                await db.SaveChangesAsync();
                return found.UserName!;
            }
        );
        var me = new SignedIn(portal);
        await me.SubmitAsync("/sign-in", ("Form.Name", name), ("Form.Password", Password));
        var secret = await node.UseAsync(
            (PortalDbContext db) => db.Users.Where(p => p.Id == person).Select(p => p.TotpSecret).SingleAsync()
        );
        var code = await node.UseAsync((TotpSecrets secrets) => Task.FromResult(secrets.Current(secret!)));
        await me.SubmitAsync("/sign-in/code", ("Form.Code", code));
        // A page without a circuit, which has its forms in its first answer.
        var page = await me.Http.GetStringAsync(new Uri("/my-security", UriKind.Relative));
        if (!HiddenOf(page).TryGetValue("__RequestVerificationToken", out var token))
            throw new InvalidOperationException("The sign-in did not succeed.");
        me.FormToken = token;
        return me;
    }

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }

    private async Task SubmitAsync(string path, params (string Name, string Value)[] given)
    {
        var page = await Http.GetStringAsync(new Uri(path, UriKind.Relative));
        // The page's own form, not the language switch.
        var fields = HiddenOf(FormIn().Match(page).Value);
        foreach (var (name, value) in given)
            fields[name] = value;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await Http.PostAsync(new Uri(path, UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
    }

    private static Dictionary<string, string> HiddenOf(string html)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match field in Hidden().Matches(html))
            fields[field.Groups["name"].Value] = WebUtility.HtmlDecode(field.Groups["value"].Value);
        return fields;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Hidden();

    [GeneratedRegex(
        "<form method=\"post\"(?![^>]*action=\"/language\")[^>]*>.*?</form>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        2_000
    )]
    private static partial Regex FormIn();
}
