using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace FundPortal.SandboxBank.Cmb;

/// <summary>The one address of the CMB dialect: opens and checks a call, lets the bank answer it, seals the answer, and misbehaves on command.</summary>
internal sealed class CmbEndpoint(SandboxKeys keys, Ledger ledger, FaultBook faults, Pace pace, CmbCalls calls, Harness harness)
{
    private const int AtOnce = 20;
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The last answer to each FUNCODE, for the fault that gives it again.</summary>
    private readonly ConcurrentDictionary<string, byte[]> lastAnswers = new(StringComparer.Ordinal);

    private int running;

    public async Task HandleAsync(HttpContext context)
    {
        if (faults.Asked(new("", null, null, null), Fault.Outage) is not null)
        {
            context.Abort();
            return;
        }
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (function, user) = (form["FUNCODE"].ToString(), form["UID"].ToString());
        if (user != keys.UserId || form["ALG"] != "SM" || Open(form["DATA"].ToString()) is not { } request)
        {
            await context.Response.WriteAsync("CDCServer:CDC0001 ErrMsg:the call cannot be read");
            return;
        }
        try
        {
            if (Interlocked.Increment(ref running) > AtOnce)
                await AnswerAsync(context, request, Refused("BSY0001", "too many calls at once"), null);
            else if (Check(request, function) is { } problem)
                await AnswerAsync(context, request, Refused(problem, "refused"), null);
            else
                await ServeAsync(context, request, function);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    private async Task ServeAsync(HttpContext context, JsonObject request, string function)
    {
        var body = request["request"]!["body"] as JsonObject ?? [];
        var facts = CmbCalls.FactsOf(function, body);
        var isOrder = function is "BB1PAYOP" or "BB1PAYBH";
        var fault = faults.Of(facts, isOrder ? FaultBook.OfSubmission : FaultBook.OfQuestion);
        fault ??= faults.Asked(facts, Fault.Slow, Fault.Huge);
        if (isOrder)
            await harness.TellAsync("received", facts.Reference ?? "");
        var isBefore = fault is Fault.HangBefore or Fault.ResetBefore or Fault.ErrorBefore or Fault.Gateway;
        if (isBefore && await BadServer.AnswersBadlyAsync(context, fault, pace))
            return;
        var answer = calls.Answer(function, body, keys.UserId, fault);
        if (isOrder)
            await harness.TellAsync("executed", facts.Reference ?? "");
        if (await BadServer.AnswersBadlyAsync(context, fault, pace))
            return;
        await AnswerAsync(context, request, answer, fault);
        if (isOrder)
            await harness.TellAsync("answered", facts.Reference ?? "");
    }

    private static CallAnswer Refused(string code, string text) => new(code, text, []);

    private JsonObject? Open(string data)
    {
        try
        {
            var clear = Guomi.Sm4(encrypt: false, keys.Sm4, keys.Signer, Convert.FromBase64String(data));
            return JsonNode.Parse(new UTF8Encoding(false, true).GetString(clear), documentOptions: Strict) as JsonObject;
        }
        catch (Exception error) when (error is FormatException or CryptoException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <returns>The code of what is wrong; null when the call is in order.</returns>
    private string? Check(JsonObject request, string function)
    {
        try
        {
            var signature = request["signature"]!;
            var sigdat = Convert.FromBase64String(signature["sigdat"]!.GetValue<string>());
            var signed = request.DeepClone();
            signed["signature"]!["sigdat"] = SignedText.Placeholder;
            if (!Guomi.Verify(keys.Client, keys.Signer, SignedText.Of(signed), sigdat))
                return "SIG0001";
            var at = DateTime
                .ParseExact(signature["sigtim"]!.GetValue<string>(), "yyyyMMddHHmmss", CultureInfo.InvariantCulture)
                .AddHours(-8);
            if ((ledger.Now - at).Duration() > ClockTolerance)
                return "TIM0001";
            var head = request["request"]!["head"]!;
            var id = head["reqid"]!.GetValue<string>();
            if (
                head["funcode"]!.GetValue<string>() != function
                || head["userid"]!.GetValue<string>() != keys.UserId
                || id.Length is < 18 or > 51
            )
                return "REQ0001";
            return ledger.IsNewRequest(id) ? null : "REQ0002";
        }
        catch (Exception error) when (error is NullReferenceException or FormatException or InvalidOperationException)
        {
            return "REQ0001";
        }
    }

    private async Task AnswerAsync(HttpContext context, JsonObject request, CallAnswer answer, Fault? fault)
    {
        var head = request["request"]!["head"]!;
        var id = head["reqid"]!.GetValue<string>();
        var message = new JsonObject
        {
            ["response"] = new JsonObject
            {
                ["body"] = answer.Body,
                ["head"] = new JsonObject
                {
                    ["bizcode"] = "",
                    ["funcode"] = head["funcode"]!.GetValue<string>(),
                    ["reqid"] = fault is Fault.OtherRequest or Fault.OldAnswer ? "20200101000000000000" : id,
                    ["resultcode"] = answer.Code,
                    ["resultmsg"] = answer.Text,
                    ["rspid"] = Guid.NewGuid().ToString("N"),
                    ["userid"] = keys.UserId,
                },
            },
            ["signature"] = new JsonObject
            {
                ["sigdat"] = SignedText.Placeholder,
                ["sigtim"] = ledger.Now.AddHours(8).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            },
        };
        var signature = Guomi.Sign(keys.Bank, keys.Signer, SignedText.Of(message));
        if (fault == Fault.BadSignature)
            signature[7] ^= 1;
        message["signature"]!["sigdat"] = Convert.ToBase64String(signature);
        var bytes = Encoding.ASCII.GetBytes(
            Convert.ToBase64String(Guomi.Sm4(encrypt: true, keys.Sm4, keys.Signer, SignedText.Of(message)))
        );
        var function = head["funcode"]!.GetValue<string>();
        if (fault == Fault.OldAnswer && lastAnswers.TryGetValue(function, out var old))
            bytes = old;
        else
            lastAnswers[function] = [.. bytes];
        await BadWire.WriteAsync(context, bytes, fault);
    }
}

/// <param name="Code">The head's <c>resultcode</c>.</param>
internal sealed record CallAnswer(string Code, string Text, JsonObject Body);
