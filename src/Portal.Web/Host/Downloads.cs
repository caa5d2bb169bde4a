using FundPortal.Domain;

namespace FundPortal.Web.Host;

/// <summary>A download that is refused is an error page with the status that fits.</summary>
internal static class Downloads
{
    public static IResult Refused(Refusal refusal) =>
        Results.StatusCode(
            refusal.Code switch
            {
                "not_found" => StatusCodes.Status404NotFound,
                "forbidden" => StatusCodes.Status403Forbidden,
                "signed_out" => StatusCodes.Status401Unauthorized,
                _ => StatusCodes.Status400BadRequest,
            }
        );
}
