using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FundPortal.Application.OpenApi.Calls;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.OpenApi.Windows;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.OpenApi.FinanceBill;

/// <summary><c>POST /openapi/rpc/service</c>: reads a call, has it checked and answered, and writes a line of it whatever came of it.</summary>
internal sealed partial class FinanceBillApi(
    BillGate gate,
    RateGate rates,
    CallLog calls,
    TimeProvider clock,
    IHostEnvironment environment,
    IStringLocalizer<FinanceBillText> texts,
    ILogger<FinanceBillApi> log
)
{
    private const string Success = "0";
    private const string DefaultLanguage = "zh-CN";

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public async Task HandleAsync(HttpContext http)
    {
        var call = new BillCall(http, clock.GetUtcNow().UtcDateTime, clock.GetTimestamp());
        BillFault? fault;
        BillWriting? writing = null;
        try
        {
            (writing, fault) = await AnswerAsync(call, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            fault = new BillFault(BillFault.Unreadable);
        }
        catch (Exception error)
        {
            Failed(error, http.TraceIdentifier);
            fault = new BillFault(BillFault.ServerError);
        }
        if (fault is null)
            WriteSuccess(call, writing!);
        else
            WriteFault(call, fault);
        await calls.WriteAsync(
            call.ToLine(fault?.Code ?? Success, (int)clock.GetElapsedTime(call.Start).TotalMilliseconds),
            CancellationToken.None
        );
        await http.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    private async Task<(BillWriting?, BillFault?)> AnswerAsync(BillCall call, CancellationToken ct)
    {
        var http = call.Http;
        call.Wait = await rates.AddressAsync(http.Connection.RemoteIpAddress, ct);
        if (call.Wait is not null)
            return (null, new(BillFault.TooMany));
        // Never redirected: the call and its secrets have gone over the wire already.
        if (!http.Request.IsHttps && !environment.IsDevelopment())
            return (null, new(BillFault.Unreadable, null, "https"));
        if (!HttpMethods.IsPost(http.Request.Method))
            return (null, new(BillFault.Unreadable, null, "post"));
        (call.Parameters, var fault) = await BillBody.ReadAsync(http.Request, ct);
        fault ??= await gate.CheckAsync(call, ct);
        return fault is null ? await BillMethods.AnswerAsync(call, ct) : (null, fault);
    }

    private static void WriteSuccess(BillCall call, BillWriting writing)
    {
        var response = call.Http.Response;
        Head(response);
        using var json = new Utf8JsonWriter(response.BodyWriter, Json);
        if (call.Client!.WrapsAnswers)
        {
            json.WriteStartObject();
            json.WritePropertyName("response");
        }
        writing(json);
        if (call.Client.WrapsAnswers)
            json.WriteEndObject();
    }

    private void WriteFault(BillCall call, BillFault fault)
    {
        var response = call.Http.Response;
        if (fault.Code is "401" or "403" or "429" or "500" && WantsStatus(call.Http.Request))
            response.StatusCode = int.Parse(fault.Code, NumberStyles.None, CultureInfo.InvariantCulture);
        if (call.Wait is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        Head(response);
        using var json = new Utf8JsonWriter(response.BodyWriter, Json);
        json.WriteStartObject();
        json.WriteStartObject("error_response");
        json.WriteString("code", fault.Code);
        json.WriteString("msg", Words(fault, call.Client?.Language ?? DefaultLanguage));
        json.WriteString("sub_msg", fault.Parameter ?? "");
        json.WriteString("request_id", call.Http.TraceIdentifier);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private string Words(BillFault fault, string language)
    {
        // For the look-up alone: nothing else of this call is told in it.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return fault.Reason is null ? texts["Code_" + fault.Code] : texts["Reason_" + fault.Reason];
    }

    private static void Head(HttpResponse response)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>RFC 7240: <c>Prefer: http-status</c>, perhaps among other wishes.</summary>
    private static bool WantsStatus(HttpRequest request) =>
        request
            .Headers["Prefer"]
            .Any(value =>
                value?.Split(',').Any(wish => string.Equals(wish.Trim(), "http-status", StringComparison.OrdinalIgnoreCase)) == true
            );

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of the finance bill API failed, request {RequestId}.")]
    private partial void Failed(Exception error, string requestId);
}
