using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain;
using FundPortal.Web.Layout;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Refusals as problem details (RFC 9457), in the client's language.</summary>
internal sealed class CallProblems(IStringLocalizer<CommonText> text)
{
    private const string Namespace = "urn:ietf:rfc:7807";

    /// <summary>A parameter or field of the call is wrong.</summary>
    public const string ParameterInvalid = "parameter_invalid";

    /// <summary>What a use case refuses for the state of things is a conflict; these are not.</summary>
    public static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        [ParameterInvalid] = StatusCodes.Status400BadRequest,
        ["request_invalid"] = StatusCodes.Status400BadRequest,
        ["nonce_invalid"] = StatusCodes.Status400BadRequest,
        ["body_malformed"] = StatusCodes.Status400BadRequest,
        ["key_unknown"] = StatusCodes.Status401Unauthorized,
        ["signature_invalid"] = StatusCodes.Status401Unauthorized,
        ["timestamp_expired"] = StatusCodes.Status401Unauthorized,
        ["nonce_reused"] = StatusCodes.Status401Unauthorized,
        ["certificate_required"] = StatusCodes.Status401Unauthorized,
        ["client_disabled"] = StatusCodes.Status403Forbidden,
        ["address_not_allowed"] = StatusCodes.Status403Forbidden,
        ["permission_denied"] = StatusCodes.Status403Forbidden,
        ["https_required"] = StatusCodes.Status403Forbidden,
        ["account_not_found"] = StatusCodes.Status404NotFound,
        ["payment_not_found"] = StatusCodes.Status404NotFound,
        ["webhook_not_found"] = StatusCodes.Status404NotFound,
        ["route_unknown"] = StatusCodes.Status404NotFound,
        ["method_not_allowed"] = StatusCodes.Status405MethodNotAllowed,
        ["not_acceptable"] = StatusCodes.Status406NotAcceptable,
        ["conflict"] = StatusCodes.Status409Conflict,
        ["idempotency_conflict"] = StatusCodes.Status409Conflict,
        ["body_too_large"] = StatusCodes.Status413PayloadTooLarge,
        ["media_type_unsupported"] = StatusCodes.Status415UnsupportedMediaType,
        ["rate_limited"] = StatusCodes.Status429TooManyRequests,
        ["internal_error"] = StatusCodes.Status500InternalServerError,
        ["service_unavailable"] = StatusCodes.Status503ServiceUnavailable,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What use cases call a field, where the API calls it otherwise.</summary>
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["account"] = "accountId",
        ["payee"] = "payeeId",
        ["payeeNumber"] = "payeeAccount",
        ["reference"] = "externalRef",
        ["idempotencyKey"] = "Idempotency-Key",
        ["amountFrom"] = "minAmount",
        ["amountTo"] = "maxAmount",
        ["text"] = "q",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public async Task WriteAsync(SettlementCall call, Refusal refusal)
    {
        CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = call.Language;
        var (code, parameter) = CodeOf(refusal);
        var status = Statuses.GetValueOrDefault(code, StatusCodes.Status409Conflict);
        call.Code = code;
        var response = call.Context.Response;
        response.StatusCode = status;
        if (refusal is { Code: "rate_limited", Args: [int seconds] })
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        var title = text["Refusal_" + code];
        var problem = new ProblemAnswer(
            $"urn:fundportal:problem:{code}",
            title.ResourceNotFound || title.Value.Contains('{', StringComparison.Ordinal) ? code : title.Value,
            status,
            parameter is null ? RefusalText.Of(text, refusal) : $"{parameter}: {RefusalText.Reason(text, refusal)}",
            code,
            call.Context.TraceIdentifier,
            parameter
        );
        // What the form asked for is of no use now.
        response.Headers.ContentDisposition = default;
        if (AnswerForms.PrefersXml(call.Context.Request))
        {
            response.ContentType = "application/problem+xml; charset=utf-8";
            await AnswerXml.WriteAsync(response.Body, problem, AnswerJson.Written.ProblemAnswer, "problem", Namespace, call.Ct);
        }
        else
        {
            response.ContentType = "application/problem+json; charset=utf-8";
            await JsonSerializer.SerializeAsync(response.Body, problem, AnswerJson.Written.ProblemAnswer, call.Ct);
        }
    }

    /// <summary>The API's own code, and the parameter, field or header that is wrong.</summary>
    private static (string Code, string? Parameter) CodeOf(Refusal refusal)
    {
        if (refusal == Refusal.Forbidden)
            return (CallRefusals.PermissionDenied.Code, null);
        if (!string.Equals(refusal.Code, "invalid", StringComparison.Ordinal) || refusal.Args is not [string field, ..])
            return (refusal.Code, null);
        return (ParameterInvalid, Names.GetValueOrDefault(field, field));
    }
}
