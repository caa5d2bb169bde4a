using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FundPortal.Web.Tests.Host;

namespace FundPortal.Web.Tests.Identity;

/// <summary>A browser without scripts: keeps cookies, reads pages, fills in forms and sends them. Follows no redirect by itself.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient client;
    private readonly Uri portal;

    public Visitor(Uri portal, string language = "en", CookieContainer? cookies = null)
    {
        this.portal = portal;
        Cookies = cookies ?? new();
        var handler = PortalHost.Handler(string.Equals(portal.Scheme, "https", StringComparison.Ordinal));
        handler.UseCookies = true;
        handler.CookieContainer = Cookies;
        client = new HttpClient(handler) { BaseAddress = portal };
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public CookieContainer Cookies { get; }

    /// <summary>Every address asked for, to look for secrets in.</summary>
    public List<string> Addresses { get; } = [];

    /// <summary>Every cookie line the portal sent.</summary>
    public List<string> SetCookies { get; } = [];

    public IReadOnlyDictionary<string, string> CookieValues =>
        Cookies.GetCookies(portal).ToDictionary(cookie => cookie.Name, cookie => cookie.Value, StringComparer.Ordinal);

    public Task<Page> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Follows redirects by GET until a page comes.</summary>
    public async Task<Page> FollowAsync(Page page)
    {
        for (var hops = 0; page.Location is { } next && hops < 10; hops++)
            page = await GetAsync(next);
        return page;
    }

    /// <param name="form">The form's name, or the address it goes to.</param>
    public async Task<Page> SubmitAsync(Page page, string form, params (string Name, string Value)[] fields) =>
        await SendAsync(Fill(page, form, fields));

    public static HttpRequestMessage Fill(Page page, string form, params (string Name, string Value)[] fields)
    {
        var element = page.Form(form);
        var values = element
            .QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")
            .ToDictionary(input => input.Name!, input => input.Value, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
            values[name] = value;
        var action = element.GetAttribute("action");
        return new HttpRequestMessage(HttpMethod.Post, string.IsNullOrEmpty(action) ? page.Path : action)
        {
            Content = new FormUrlEncodedContent(values),
        };
    }

    public async Task<Page> SendAsync(HttpRequestMessage request)
    {
        using var asked = request;
        var path = request.RequestUri!.ToString();
        lock (Addresses)
            Addresses.Add(path);
        using var answer = await client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            lock (SetCookies)
                SetCookies.AddRange(cookies);
        }
        return new Page(
            path,
            answer.StatusCode,
            Local(answer.Headers.Location),
            answer.Headers.CacheControl?.ToString() ?? "",
            await answer.Content.ReadAsStringAsync()
        );
    }

    /// <summary>Name and password; the answer is not followed.</summary>
    public async Task<Page> PasswordAsync(string name, string password, string path = "/sign-in") =>
        await SubmitAsync(await GetAsync(path), "sign-in", ("Form.Name", name), ("Form.Password", password));

    /// <summary>Name, password and code; the answer is not followed.</summary>
    public async Task<Page> SignInAsync(Account account, string path = "/sign-in")
    {
        var code = await FollowAsync(await PasswordAsync(account.Name, account.Password, path));
        return await SubmitAsync(code, "code", ("Form.Code", account.Code()));
    }

    public void Dispose() => client.Dispose();

    private string? Local(Uri? location) =>
        location is null ? null
        : location.IsAbsoluteUri && string.Equals(location.Authority, portal.Authority, StringComparison.Ordinal) ? location.PathAndQuery
        : location.ToString();
}

internal sealed record Page(string Path, HttpStatusCode Status, string? Location, string CacheControl, string Html)
{
    private readonly Lazy<IHtmlDocument> document = new(() => new HtmlParser().ParseDocument(Html));

    public IHtmlDocument Document => document.Value;

    public string Text => Document.Body?.TextContent ?? "";

    public string? Problem => Document.QuerySelector(".problem")?.TextContent;

    public bool HasForm(string form) => Find(form) is not null;

    public IElement Form(string form) =>
        Find(form)
        ?? throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"{Path} ({(int)Status} → {Location}) has no form '{form}':\n{Html}")
        );

    private IElement? Find(string form) =>
        Document
            .QuerySelectorAll("form")
            .FirstOrDefault(f =>
                string.Equals(f.GetAttribute("action"), form, StringComparison.Ordinal)
                || f.QuerySelector("input[name=_handler]")?.GetAttribute("value") is { } name
                    && string.Equals(name, form, StringComparison.Ordinal)
            );
}
