using System.Buffers;
using System.Net.Mime;
using FundPortal.Application.OpenApi.FinanceBill;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace FundPortal.Web.OpenApi.FinanceBill;

/// <summary>Reads the parameters of a call from the raw bytes of its body.</summary>
internal static class BillBody
{
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly BillFault Unreadable = new(BillFault.Unreadable);
    private static readonly BillFault TooLarge = new(BillFault.Unreadable, null, "too_large");

    public static async Task<(BillParameters? Parameters, BillFault? Fault)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (
            request.Headers.ContentType.Count > 1
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.HasValue
            || (type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            // A packed body would be signed otherwise than it is read.
            || request.Headers.ContentEncoding.Count > 0
        )
            return (null, Unreadable);
        var isJson = type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase);
        if (!isJson && !type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase))
            return (null, Unreadable);
        // One byte more than is read here, so that this code and not the server says what is wrong.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = BillParameters.MaxBytes + 1;
        if (request.ContentLength > BillParameters.MaxBytes)
            return (null, TooLarge);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(ct);
                if (read.Buffer.Length > BillParameters.MaxBytes)
                    return (null, TooLarge);
                if (read.IsCompleted)
                {
                    var parameters = Read(read.Buffer, isJson);
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    return parameters;
                }
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (Exception error) when (error is BadHttpRequestException or IOException)
        {
            // Too slow, too large, not what its headers said, or the caller is gone.
            return (null, Unreadable);
        }
    }

    private static (BillParameters?, BillFault?) Read(ReadOnlySequence<byte> buffer, bool isJson)
    {
        var body = buffer.IsSingleSegment ? buffer.FirstSpan : buffer.ToArray();
        return isJson ? BillParameters.ReadJson(body) : BillParameters.ReadForm(body);
    }
}
