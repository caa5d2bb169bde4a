using System.Globalization;
using System.Security.Cryptography;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>A caller whose key is known, before the signature was looked at.</summary>
/// <param name="SignedAt">UTC.</param>
public sealed record KnownCaller(KnownClient Client, string Key, CallHeads Heads, DateTime SignedAt)
{
    /// <summary>What <c>basic</c> signs could be sent again by whoever saw it, so it is not good for longer than this.</summary>
    private static readonly TimeSpan MaxBasicWindow = TimeSpan.FromSeconds(300);

    /// <summary>How far its timestamp may lie from now, both ways.</summary>
    public TimeSpan Window => Client.Scheme == SignatureScheme.Basic && Client.Window > MaxBasicWindow ? MaxBasicWindow : Client.Window;

    /// <summary>UTC. After that the call is too old.</summary>
    public DateTime GoodUntil => SignedAt + Window;

    public bool IsInTime(DateTime now) => now >= SignedAt - Window && now <= GoodUntil;
}

/// <summary>A call that its client really made, once.</summary>
/// <param name="SecretId">Which of the client's secrets signed it.</param>
public sealed record ProvenCall(KnownClient Client, int SecretId, SignedQuery Query, Actor Actor);

/// <summary>
/// The door of the settlement API. First who calls, from where and when, which costs little; then, with the body, whether that client made
/// exactly this call, and never before.
/// </summary>
public sealed class CallGate(ClientDirectory clients, IReplayWindow window, RateGate rates, TimeProvider clock)
{
    private const int MinNonce = 16;
    private const string Bearer = "Bearer ";

    /// <summary>The year 9999.</summary>
    private const int MaxTimestampDigits = 12;

    /// <summary>Nobody's: computed with where no client is known, so that an unknown key takes as long as a known one.</summary>
    private static readonly byte[] NoSecret = RandomNumberGenerator.GetBytes(32);

    public async ValueTask<Result<KnownCaller>> IdentifyAsync(CallHeads heads, CancellationToken ct)
    {
        if (await rates.AddressAsync(heads.Address, ct) is { } wait)
            return CallRefusals.RateLimited(wait);
        var key = heads.Authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) is true
            ? heads.Authorization[Bearer.Length..].Trim()
            : "";
        var client = await clients.ByKeyAsync(key, ct);
        if (client is null)
        {
            _ = CallSignature.Of(NoSecret, CallSignature.BasicText(heads.Timestamp ?? "", key));
            await rates.CountFailureAsync(heads.Address, ct);
            return CallRefusals.KeyUnknown;
        }
        var now = clock.GetUtcNow().UtcDateTime;
        if (!client.IsOpen(now))
            return CallRefusals.ClientDisabled;
        if (!client.Accepts(heads.Address))
            return CallRefusals.AddressNotAllowed;
        if (client.CertificateHash is { } bound && !CryptographicOperations.FixedTimeEquals(bound, heads.CertificateHash))
            return CallRefusals.CertificateRequired;
        if (Instant(heads.Timestamp) is not { } signedAt)
            return CallRefusals.TimestampExpired;
        var caller = new KnownCaller(client, key, heads, signedAt);
        if (!caller.IsInTime(now))
            return CallRefusals.TimestampExpired;
        var isNonceRight = heads.Nonce is null
            ? !heads.IsChange
            : heads.Nonce.Length is >= MinNonce and <= SpentNonce.MaxNonce && !heads.Nonce.AsSpan().ContainsAnyExceptInRange('!', '~');
        return isNonceRight ? caller : CallRefusals.NonceInvalid;
    }

    /// <param name="bodyHash">SHA-256 of the body, also of an empty one.</param>
    public async ValueTask<Result<ProvenCall>> ProveAsync(KnownCaller caller, byte[] bodyHash, CancellationToken ct)
    {
        var (client, heads) = (caller.Client, caller.Heads);
        var query = SignedQuery.Read(heads.Query);
        if (query.Refusal is { } unreadable)
            return unreadable;
        var text =
            client.Scheme == SignatureScheme.Basic
                ? CallSignature.BasicText(heads.Timestamp!, caller.Key)
                : CallSignature.FullText(
                    heads.Method,
                    heads.Path,
                    query.Value.Canonical,
                    heads.Timestamp!,
                    heads.Nonce ?? "",
                    heads.IdempotencyKey ?? "",
                    bodyHash
                );
        var signature = CallSignature.Decode(heads.Signature);
        if (signature is null || SignedWith(client, text, signature) is not { } secret)
        {
            await rates.CountFailureAsync(heads.Address, ct);
            return CallRefusals.SignatureInvalid;
        }
        if (await rates.ClientAsync(client, ct) is { } wait)
            return CallRefusals.RateLimited(wait);
        // Nobody remembers what was used before the window was widened.
        if (caller.SignedAt <= client.RefusesBefore)
            return CallRefusals.NonceReused;
        // What `basic` signs does not cover the nonce, so a new nonce would make an old signature good again.
        var token =
            client.Scheme == SignatureScheme.Full && heads.Nonce is not null ? "n:" + heads.Nonce : "s:" + Convert.ToHexString(signature);
        var spent = await window.SpendAsync(client.Id, token, caller.SignedAt, caller.GoodUntil, ct);
        if (spent == Spending.Full)
            return CallRefusals.RateLimited(TimeSpan.FromSeconds(1));
        if (spent == Spending.TooOld)
            return CallRefusals.TimestampExpired;
        if (spent != Spending.First)
            return CallRefusals.NonceReused;
        var actor = client.ToActor(heads.Address, heads.IsChange ? heads.Nonce : null, caller.GoodUntil);
        return new ProvenCall(client, secret, query.Value, actor);
    }

    /// <summary>Every good secret is computed with, so that the time does not tell which one it was.</summary>
    private int? SignedWith(KnownClient client, string text, byte[] signature)
    {
        int? found = null;
        foreach (var secret in client.GoodSecrets(clock.GetUtcNow().UtcDateTime))
        {
            if (CryptographicOperations.FixedTimeEquals(CallSignature.Of(secret.Value, text), signature))
                found = secret.Id;
        }
        return found;
    }

    /// <summary>Whole seconds since 1970.</summary>
    private static DateTime? Instant(string? text) =>
        text is { Length: > 0 and < MaxTimestampDigits }
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : null;
}
