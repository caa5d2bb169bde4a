using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Doctor;

/// <summary>
/// Tells why a pasted request's signature is wrong: for the client's owner, whoever saw its secret, and administrators. It shows the text that
/// should have been signed and the mistake that was made, never a secret and never the right signature. Nothing is carried out or spent.
/// </summary>
public sealed class ExplainSignature(PortalDbContext db, ClientDirectory clients, ITokenBuckets buckets, IAudit audit, TimeProvider clock)
    : IUseCase<ExplainSignature.Query, ExplainSignature.Answer>
{
    public const int MaxLength = 100_000;

    /// <summary>Enough for a person at work, too few for a program that guesses.</summary>
    private const int AtOnce = 20;

    private const int TextShown = 4_000;

    private static readonly string[] Headers = ["Authorization", "X-Timestamp", "X-Signature"];

    private static readonly Refusal TooMany = new("too_many_questions");

    public sealed record Query(Guid Client, string Request);

    /// <param name="IsRight">Whether the signature is right; whether the call would also be in time and allowed stands in the findings.</param>
    /// <param name="Text">What should have been signed; null when the request could not be read.</param>
    public sealed record Answer(bool IsRight, IReadOnlyList<Finding> Findings, string? Text);

    /// <param name="Key">Names the words; <paramref name="Arg"/> fills their place.</param>
    /// <param name="IsBad">False for what is only good to know.</param>
    public sealed record Finding(string Key, bool IsBad, string Arg = "");

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        if (!await MayAskAsync(db, actor).AnyAsync(c => c.Id == input.Client, ct))
            return Refusal.NotFound;
        if (input.Request.Length > MaxLength)
            return Refusal.Invalid("request", "text_too_long", MaxLength);
        if (await buckets.TakeAsync(new TokenBucket($"doctor:{actor.PersonId:n}", 1, AtOnce), 1, ct) is not null)
            return TooMany;
        if (await clients.ByIdAsync(input.Client, ct) is not { } client)
            return Refusal.NotFound;
        var answer = PastedRequest.Read(input.Request) is { } request
            ? client.Scheme is SignatureScheme.Full or SignatureScheme.Basic
                ? OfSettlement(client, request)
                : OfBill(client, request)
            : Unreadable("empty");
        audit.Append(actor, "api_client.signature_explained", $"api_client:{client.Id}", new { answer.IsRight });
        await db.SaveChangesAsync(ct);
        return answer;
    }

    /// <summary>The clients whose requests a person may have explained.</summary>
    internal static IQueryable<ApiClient> MayAskAsync(PortalDbContext db, Actor actor)
    {
        var isManager = actor.May(Permission.ManageApiClients);
        return db.ApiClients.Where(c => isManager || c.OwnerId == actor.PersonId || c.Holders.Any(h => h.PersonId == actor.PersonId));
    }

    private Answer OfBill(KnownClient client, PastedRequest request)
    {
        var body = request.Body.Length > 0 ? request.Body : request.Query;
        var (parameters, fault) = request.IsJson
            ? BillParameters.ReadJson(Encoding.UTF8.GetBytes(body))
            : BillParameters.ReadForm(Encoding.UTF8.GetBytes(body));
        if (fault is not null || parameters is null)
            return Unreadable(fault?.Reason is "twice" ? "twice" : "unreadable", fault?.Parameter ?? "");
        var findings = new List<Finding>();
        foreach (var name in BillSystem.Required.Where(name => string.IsNullOrEmpty(parameters[name])))
            findings.Add(new("missing", true, name));
        if (request.Method is not "POST")
            findings.Add(new("post", true));
        Clock(findings, client, BillSystem.TimeOf(parameters["timestamp"] ?? ""));
        var given = parameters.ToSign.ToList();
        var isMd5 = client.Scheme == SignatureScheme.OmsMd5;
        var text = isMd5 ? BillText.Assembled(given) : BillText.Canonical(given);
        var isRight = Compare(
            findings,
            client,
            parameters["sign"] ?? "",
            isMd5 ? MD5.HashSizeInBytes : HMACSHA256.HashSizeInBytes,
            secret => isMd5 ? BillText.OmsMd5(secret, given) : BillText.HmacSha256(secret, given),
            Mistakes.OfBill(given)
        );
        return new(isRight, findings, Cut(text));
    }

    private Answer OfSettlement(KnownClient client, PastedRequest request)
    {
        var findings = new List<Finding>();
        if (request.Target.Length == 0)
            return Unreadable("whole_request");
        foreach (var header in Headers.Where(header => request[header].Length == 0))
            findings.Add(new("missing", true, header));
        if (request.Method is not "GET" && request["X-Nonce"].Length == 0)
            findings.Add(new("missing", true, "X-Nonce"));
        if (SignedQuery.Read(request.Query) is { Refusal: { } odd })
            return Unreadable("query", (string)odd.Args[0]);
        var authorization = request["Authorization"];
        var key = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : "";
        if (authorization.Length > 0 && !client.HasKey(key))
            findings.Add(new("other_key", true));
        var timestamp = request["X-Timestamp"];
        DateTime? signedAt =
            timestamp.Length <= 11 && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? DateTime.UnixEpoch.AddSeconds(seconds)
                : null;
        if (timestamp.Length == 13 && timestamp.All(char.IsAsciiDigit))
            findings.Add(new("milliseconds", true));
        else if (timestamp.Length > 0)
            Clock(findings, client, signedAt);
        string[] lines =
        [
            request.Method,
            request.Path,
            SignedQuery.Read(request.Query).Value.Canonical,
            timestamp,
            request["X-Nonce"],
            request["Idempotency-Key"],
            Mistakes.HashOf(request.Body),
        ];
        var isBasic = client.Scheme == SignatureScheme.Basic;
        // The key is the pasting person's own, and yet it is not written back.
        var text = isBasic ? CallSignature.BasicText(timestamp, "…") : string.Join('\n', lines);
        var right = isBasic ? CallSignature.BasicText(timestamp, key) : string.Join('\n', lines);
        var mistakes = Mistakes.OfFull(lines, request, key);
        if (isBasic)
            mistakes = mistakes.Append(new("full", secret => CallSignature.Of(secret, string.Join('\n', lines))));
        var isRight = Compare(
            findings,
            client,
            request["X-Signature"],
            HMACSHA256.HashSizeInBytes,
            secret => CallSignature.Of(secret, right),
            mistakes
        );
        return new(isRight, findings, Cut(text));
    }

    /// <summary>Finds the secret and the mistake that make the signature that was sent.</summary>
    private bool Compare(
        List<Finding> findings,
        KnownClient client,
        string sent,
        int bytes,
        Func<byte[], byte[]> right,
        IEnumerable<Mistakes.Mistake> mistakes
    )
    {
        if (sent.Length == 0)
            return false;
        if (Decode(findings, sent, bytes) is not { } signature)
            return false;
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var secret in client.Secrets)
        {
            if (!Same(right(secret.Value), signature))
                continue;
            var isGood = secret.EndsAt is null || now < secret.EndsAt;
            findings.Add(isGood ? new("signature_right", false) : new("old_secret", true));
            return isGood;
        }
        foreach (var mistake in mistakes)
        {
            if (!client.Secrets.Any(secret => Same(mistake.Compute(secret.Value), signature)))
                continue;
            findings.Add(new("mistake_" + mistake.Key, true));
            return false;
        }
        findings.Add(new("signature_wrong", true));
        return false;
    }

    private static byte[]? Decode(List<Finding> findings, string sent, int bytes)
    {
        var trimmed = sent.Trim();
        if (trimmed.Length == bytes * 2 && trimmed.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(trimmed);
        var buffer = new byte[128];
        if (Convert.TryFromBase64String(trimmed, buffer, out var length) && length == bytes)
        {
            findings.Add(new("base64", true));
            return buffer[..length];
        }
        // The other scheme's length is told apart from nonsense, and tried.
        if (trimmed.All(char.IsAsciiHexDigit) && trimmed.Length is 32 or 64)
            return Convert.FromHexString(trimmed);
        findings.Add(new("signature_form", true, (bytes * 2).ToString(CultureInfo.InvariantCulture)));
        return null;
    }

    private static bool Same(byte[] a, byte[] b) => CryptographicOperations.FixedTimeEquals(a, b);

    private void Clock(List<Finding> findings, KnownClient client, DateTime? signedAt)
    {
        if (signedAt is not { } at)
        {
            findings.Add(new("timestamp_form", true));
            return;
        }
        var age = clock.GetUtcNow().UtcDateTime - at;
        // A request that is pasted is always some minutes old.
        if (age.Duration() > client.Window)
            findings.Add(
                new(
                    Math.Abs(age.TotalHours - 8) < 0.2 || Math.Abs(age.TotalHours + 8) < 0.2 ? "timestamp_zone" : "timestamp_age",
                    false,
                    ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture)
                )
            );
    }

    private static Answer Unreadable(string why, string arg = "") => new(false, [new("cannot_" + why, true, arg)], null);

    private static string Cut(string text) => text.Length <= TextShown ? text : text[..TextShown] + "…";
}

/// <summary>The clients that the asking person may have requests of explained.</summary>
public sealed class ListExplainedClients(PortalDbContext db) : IUseCase<ListExplainedClients.Query, IReadOnlyList<ListExplainedClients.Row>>
{
    public sealed record Query;

    public sealed record Row(Guid Id, string Name, SignatureScheme Scheme);

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct) =>
        actor.May(Permission.OwnSettings)
            ? await ExplainSignature
                .MayAskAsync(db, actor)
                .OrderBy(c => c.Name)
                .Select(c => new Row(c.Id, c.Name, c.Scheme))
                .ToListAsync(ct)
            : Refusal.Forbidden;
}
