using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.OpenApi;

/// <summary>Names of schemes as both contracts write them.</summary>
internal static class ClientWords
{
    public static ApiKind ApiOf(SignatureScheme scheme) => ApiClient.IsSettlement(scheme) ? ApiKind.Settlement : ApiKind.FinanceBill;

    public static bool IsWeak(SignatureScheme scheme) => ApiClient.IsWeakScheme(scheme);

    public static string NameOf(SignatureScheme scheme) =>
        scheme switch
        {
            SignatureScheme.HmacSha256 => "hmac-sha256",
            SignatureScheme.OmsMd5 => "oms-md5",
            SignatureScheme.Full => "full",
            SignatureScheme.Basic => "basic",
            _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
        };
}
