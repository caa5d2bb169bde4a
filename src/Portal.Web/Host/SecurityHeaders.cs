using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Net.Http.Headers;

namespace FundPortal.Web.Host;

/// <summary>
/// The headers of every answer: pages, files, downloads, refusals and errors alike. They are set when the answer starts, so that
/// nothing that clears or replaces an answer on the way loses them.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>Two years, as browsers' preload lists ask.</summary>
    private const string Hsts = "max-age=63072000; includeSubDomains";

    /// <summary>Answers of the APIs are no pages: whatever a browser makes of one may load and run nothing.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    private const string Permissions =
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self), clipboard-write=(self)";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var isDevelopment = app.Environment.IsDevelopment();
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    Set(context, isDevelopment);
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
    }

    private static void Set(HttpContext context, bool isDevelopment)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(context);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        headers["X-Request-Id"] = context.TraceIdentifier;
        if (context.Request.IsHttps && !isDevelopment)
            headers.StrictTransportSecurity = Hsts;
        if (!IsStaticFile(context))
            headers.CacheControl = "no-store";
    }

    /// <summary>
    /// Strict unless the answer is an interactive page: MudBlazor writes inline styles (its issue 4529), and Blazor an inline import map,
    /// which has the nonce. <c>base-uri 'none'</c> would break nested routes, since Blazor needs <c>&lt;base href&gt;</c>.
    /// </summary>
    private static string Policy(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HasCallLog>() is not null)
            return DataPolicy;
        var styles = IsInteractivePage(context) ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'";
        var nonce = context.RequestServices.GetRequiredService<CspNonce>().Value;
        return "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; img-src 'self' data:; "
            + $"font-src 'self'; connect-src 'self'; script-src 'self' 'nonce-{nonce}'; {styles}";
    }

    private static bool IsInteractivePage(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && (
            metadata.GetMetadata<WritesItsOwnStyles>() is not null
            || (
                metadata.GetMetadata<ComponentTypeMetadata>() is not null
                && metadata.GetMetadata<ExcludeFromInteractiveRoutingAttribute>() is null
            )
        );

    /// <summary>Static assets are public and named by their content; everything else belongs to one person.</summary>
    private static bool IsStaticFile(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        && context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified;
}

/// <summary>Metadata of a page that is no component of ours and writes inline styles as well.</summary>
internal sealed class WritesItsOwnStyles;
