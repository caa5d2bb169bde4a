using System.Security.Cryptography;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain.OpenApi;
using FundPortal.Web.Host;

namespace FundPortal.Web.OpenApi.FinanceBill;

/// <summary>The checks of a call in the contract's order, up to the rate; what comes after depends on the method.</summary>
internal sealed class BillGate(ClientDirectory clients, IReplayWindow replay, RateGate rates, TimeProvider clock)
{
    private const int MinNonce = 16;
    private const int MaxNonce = 64;

    /// <summary>Nobody's.</summary>
    private static readonly byte[] NoSecret = RandomNumberGenerator.GetBytes(32);

    /// <returns>Why the call is refused; null when it may go on as <see cref="BillCall.Client"/>.</returns>
    public async Task<BillFault?> CheckAsync(BillCall call, CancellationToken ct)
    {
        if (System(call) is { } fault)
            return fault;
        // Not when the call began: its body may have trickled in until its signature was forgotten.
        var now = clock.GetUtcNow().UtcDateTime;
        var address = call.Http.Connection.RemoteIpAddress;
        if (await clients.ByFlagAsync(call["flag"], ct) is not { } client)
        {
            // As long as for a known one.
            _ = BillText.HmacSha256(NoSecret, call.Parameters!.ToSign);
            await rates.CountFailureAsync(address, ct);
            return new BillFault(BillFault.UnknownFlag, "flag");
        }
        call.Client = client;
        if (!client.IsOpen(now))
            return new BillFault(BillFault.NotAuthorised, null, "closed");
        if (!client.Accepts(address))
            return new BillFault(BillFault.NotAuthorised, null, "address");
        if (client.CertificateHash is { } bound && !IsSame(bound, await ClientCertificates.HashOfAsync(call.Http, now, ct)))
            return new BillFault(BillFault.NotAuthorised, null, "certificate");
        if (BillSystem.TimeOf(call["timestamp"]) is not { } signedAt)
            return new BillFault(BillFault.OutOfForm, "timestamp");
        if ((now - signedAt).Duration() > client.Window)
            return new BillFault(BillFault.Expired, "timestamp");
        if (!TrySign(call, client, now, out var signature))
        {
            await rates.CountFailureAsync(address, ct);
            return new BillFault(BillFault.WrongSignature, "sign");
        }
        if (signedAt <= client.RefusesBefore)
            return new BillFault(BillFault.WrongSignature, "timestamp", "before_change");
        switch (await replay.SpendAsync(client.Id, Convert.ToHexString(signature), signedAt, signedAt + client.Window, ct))
        {
            case Spending.TooOld:
                return new BillFault(BillFault.Expired, "timestamp");
            case Spending.UsedBefore:
                return new BillFault(BillFault.WrongSignature, "sign", "used");
            case Spending.SignedBeforeStart:
                return new BillFault(BillFault.WrongSignature, "timestamp", "before_start");
            case Spending.Full:
                call.Wait = TimeSpan.FromSeconds(1);
                return new BillFault(BillFault.TooMany);
        }
        call.Wait = await rates.ClientAsync(client, ct);
        return call.Wait is null ? null : new BillFault(BillFault.TooMany);
    }

    private static BillFault? System(BillCall call)
    {
        foreach (var name in BillSystem.Required)
            if (call[name].Length == 0)
                return new BillFault(BillFault.Missing, name);
        if (call["type"] is not "json")
            return new BillFault(BillFault.WrongType, "type");
        if (call["ver"] is not "1")
            return new BillFault(BillFault.OutOfForm, "ver");
        if (!string.Equals(call["charset"], "utf-8", StringComparison.OrdinalIgnoreCase))
            return new BillFault(BillFault.OutOfForm, "charset");
        if (call.Parameters!["nonce"] is { Length: < MinNonce or > MaxNonce })
            return new BillFault(BillFault.OutOfForm, "nonce");
        return null;
    }

    /// <summary>Whether one of the client's good secrets made the signature, in time that does not depend on which, or where they differ.</summary>
    private static bool TrySign(BillCall call, KnownClient client, DateTime now, out byte[] signature)
    {
        signature = [];
        var text = call["sign"];
        var bytes = client.Scheme == SignatureScheme.OmsMd5 ? MD5.HashSizeInBytes : HMACSHA256.HashSizeInBytes;
        if (text.Length != bytes * 2 || !text.All(char.IsAsciiHexDigit))
            return false;
        signature = Convert.FromHexString(text);
        foreach (var secret in client.GoodSecrets(now))
        {
            var right =
                client.Scheme == SignatureScheme.OmsMd5
                    ? BillText.OmsMd5(secret.Value, call.Parameters!.ToSign)
                    : BillText.HmacSha256(secret.Value, call.Parameters!.ToSign);
            if (CryptographicOperations.FixedTimeEquals(right, signature))
                call.Secret = secret.Id;
        }
        return call.Secret is not null;
    }

    private static bool IsSame(byte[] bound, byte[]? certificate) =>
        certificate is not null && CryptographicOperations.FixedTimeEquals(bound, certificate);
}
