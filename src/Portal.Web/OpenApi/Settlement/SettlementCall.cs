using System.Globalization;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.AspNetCore.Http.Features;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>One call on its way: what is known of it so far, and what the log will tell.</summary>
internal sealed class SettlementCall(HttpContext context)
{
    /// <summary>Days before or after are typing errors, and would leave the calendar when counted from.</summary>
    private static readonly (DateOnly First, DateOnly Last) Days = (new(1970, 1, 1), new(2999, 12, 31));

    public HttpContext Context { get; } = context;

    public KnownClient? Client { get; set; }

    public ProvenCall? Proven { get; set; }

    public IReadOnlyDictionary<string, string> Fields { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Code of the problem that went out; "0" for success.</summary>
    public string Code { get; set; } = "0";

    /// <summary>Rows in the answer.</summary>
    public int Rows { get; set; }

    public CancellationToken Ct => Context.RequestAborted;

    /// <summary>The client's language; before it is known, the caller's.</summary>
    public CultureInfo Language => Client is null ? CultureInfo.CurrentUICulture : CultureInfo.GetCultureInfo(Client.Language);

    public static SettlementCall Of(HttpContext context) => context.Features.GetRequiredFeature<SettlementCall>();

    /// <summary>For what is the same in the sandbox.</summary>
    public Task<Result<T>> AskAsync<TUseCase, T>(Func<TUseCase, Actor, CancellationToken, Task<Result<T>>> ask)
        where TUseCase : notnull => ask(Context.RequestServices.GetRequiredService<TUseCase>(), Proven!.Actor, Ct);

    /// <summary>Asks the one or, for a client of the sandbox, the other.</summary>
    public Task<Result<T>> AskAsync<TUseCase, TSandbox, T>(
        Func<TUseCase, Actor, CancellationToken, Task<Result<T>>> ask,
        Func<TSandbox, Actor, CancellationToken, Task<Result<T>>> askSandbox
    )
        where TUseCase : notnull
        where TSandbox : notnull => Proven!.Actor.Program!.IsSandbox ? AskAsync(askSandbox) : AskAsync(ask);

    /// <returns>Null when the parameter did not come.</returns>
    public string? Text(string name) => Proven!.Query.Values.GetValueOrDefault(name);

    /// <summary>A public id in the path, with hyphens. Anything else is nobody's id.</summary>
    public Guid? RouteId => Guid.TryParseExact(Context.GetRouteValue("id") as string, "D", out var id) ? id : null;

    public static Result<Guid> Id(string name, string? text) =>
        text is null ? Refusal.Invalid(name, "required")
        : Guid.TryParseExact(text, "D", out var id) ? id
        : Refusal.Invalid(name, "format");

    public Result<int> Number(string name, int unless) =>
        Text(name) is not { } text ? unless
        : text.Length < 10 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : Refusal.Invalid(name, "number_format");

    public Result<DateOnly?> Day(string name) => Day(name, Text(name));

    public static Result<DateOnly?> Day(string name, string? text) =>
        text is null ? (DateOnly?)null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day >= Days.First
        && day <= Days.Last
            ? day
        : Refusal.Invalid(name, "date_format");
}
