using FundPortal.Domain;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>Why a call is turned away before it is looked at. The codes are the API's own and stay as they are.</summary>
public static class CallRefusals
{
    /// <summary>No client has this key, or none came.</summary>
    public static readonly Refusal KeyUnknown = new("key_unknown");

    public static readonly Refusal ClientDisabled = new("client_disabled");

    public static readonly Refusal AddressNotAllowed = new("address_not_allowed");

    /// <summary>The client is bound to a certificate, and the call came without it.</summary>
    public static readonly Refusal CertificateRequired = new("certificate_required");

    public static readonly Refusal TimestampExpired = new("timestamp_expired");

    public static readonly Refusal NonceInvalid = new("nonce_invalid");

    public static readonly Refusal SignatureInvalid = new("signature_invalid");

    /// <summary>Used before, or signed before this node started, which cannot know.</summary>
    public static readonly Refusal NonceReused = Payments.FileApiPayment.NonceReused;

    public static readonly Refusal PermissionDenied = new("permission_denied");

    public static readonly Refusal BodyMalformed = new("body_malformed");

    public static readonly Refusal BodyTooLarge = new("body_too_large", CallBody.MaxBytes);

    /// <summary>Neither JSON nor XML, or not in UTF-8.</summary>
    public static readonly Refusal MediaTypeUnsupported = new("media_type_unsupported");

    /// <summary>No form of the answer is one that the caller takes.</summary>
    public static readonly Refusal NotAcceptable = new("not_acceptable");

    /// <summary>The request line or a header is not right.</summary>
    public static readonly Refusal RequestInvalid = new("request_invalid");

    /// <summary>The API has no such address.</summary>
    public static readonly Refusal RouteUnknown = new("route_unknown");

    public static readonly Refusal MethodNotAllowed = new("method_not_allowed");

    public static readonly Refusal HttpsRequired = new("https_required");

    public static readonly Refusal InternalError = new("internal_error");

    /// <summary>The portal cannot read its keys, so nobody's signature.</summary>
    public static readonly Refusal Unavailable = new("service_unavailable");

    public static readonly Refusal AccountNotFound = new("account_not_found");

    public static readonly Refusal PaymentNotFound = new("payment_not_found");

    /// <param name="wait">Told in whole seconds, 1 at least.</param>
    public static Refusal RateLimited(TimeSpan wait) =>
        new("rate_limited", Math.Max(1, (int)Math.Ceiling((decimal)wait.Ticks / TimeSpan.TicksPerSecond)));
}
