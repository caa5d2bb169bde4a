using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain;

namespace FundPortal.Web.OpenApi.Settlement;

internal static class CallAnswer
{
    /// <summary>Writes an answer straight to the connection, as JSON or as XML.</summary>
    /// <returns>A refusal when the caller takes neither.</returns>
    public static async Task<Refusal?> WriteAsync<T>(SettlementCall call, T answer, JsonTypeInfo<T> type, int rows = 1)
    {
        var response = call.Context.Response;
        if (AnswerForms.Choose(call.Context.Request, AnswerForms.Usual) is not { } form)
            return CallRefusals.NotAcceptable;
        call.Rows = rows;
        response.ContentType = $"{form.MediaType}; charset=utf-8";
        if (ReferenceEquals(form, AnswerForms.Xml))
            await AnswerXml.WriteAsync(response.Body, answer, type, "response", null, call.Ct);
        else
            await JsonSerializer.SerializeAsync(response.BodyWriter, answer, type, call.Ct);
        return null;
    }
}
