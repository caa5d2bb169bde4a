using Microsoft.Net.Http.Headers;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Which form of an answer a caller wants.</summary>
internal static class AnswerForms
{
    public static readonly MediaTypeHeaderValue Json = MediaTypeHeaderValue.Parse("application/json");
    public static readonly MediaTypeHeaderValue Xml = MediaTypeHeaderValue.Parse("application/xml");

    public static readonly IReadOnlyList<MediaTypeHeaderValue> Usual = [Json, Xml];

    /// <param name="offers">In the order in which they are taken where the caller does not mind.</param>
    /// <returns>Null when the caller takes none of them.</returns>
    public static MediaTypeHeaderValue? Choose(HttpRequest request, IReadOnlyList<MediaTypeHeaderValue> offers)
    {
        if (request.Headers.Accept.Count == 0)
            return offers[0];
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return null;
        return accepted
            .Where(wanted => wanted.Quality is not 0)
            .OrderByDescending(wanted => wanted, MediaTypeHeaderValueComparer.QualityComparer)
            .Select(wanted => offers.FirstOrDefault(offer => offer.IsSubsetOf(wanted)))
            .FirstOrDefault(offer => offer is not null);
    }

    /// <summary>For problems: XML where the caller speaks it and not JSON.</summary>
    public static bool PrefersXml(HttpRequest request) =>
        request.Headers.Accept.Count > 0
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted
            .OrderByDescending(wanted => wanted, MediaTypeHeaderValueComparer.QualityComparer)
            .Select(wanted => wanted.MediaType.Value)
            .FirstOrDefault(type =>
                type is "application/json" or "application/problem+json" or "application/xml" or "application/problem+xml"
            )
            is "application/xml"
                or "application/problem+xml";
}
