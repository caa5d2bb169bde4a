using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Clients;

/// <summary>A client's credentials, shown this once: the key is kept as a hash, the secret encrypted, and neither is shown again.</summary>
/// <param name="Flag">Finance bill API; null otherwise.</param>
/// <param name="Key">Settlement API; null otherwise, and when only the secret is new.</param>
public sealed record ShownCredentials(Guid Client, string? Flag, string? Key, string Secret)
{
    /// <summary>Without secrets.</summary>
    public override string ToString() => $"credentials of {Client}";
}

/// <summary>
/// Creates a client of an API. Needs a fresh code; who creates it sees the secret, and so never signs what it files. Somebody else answers for
/// it and is told.
/// </summary>
public sealed class CreateApiClient(
    PortalDbContext db,
    ApiSecrets secrets,
    Proof proof,
    Noticeboard board,
    IAudit audit,
    TimeProvider clock
) : IUseCase<CreateApiClient.Command, ShownCredentials>
{
    /// <param name="Flag">Finance bill API: the name it calls itself; 1 to 64 visible ASCII signs. Empty for the settlement API.</param>
    public sealed record Command(ClientSettings Settings, ApiEnvironment Environment, string Flag, string? Code);

    public async Task<Result<ShownCredentials>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        var isSettlement = ApiClient.IsSettlement(input.Settings.Scheme);
        if (!Enum.IsDefined(input.Environment) || (!isSettlement && input.Environment != ApiEnvironment.Production))
            return Refusal.Invalid("environment", "bill_has_no_sandbox");
        var flag = input.Flag.Trim();
        if (isSettlement ? flag.Length > 0 : flag.Length is 0 or > ApiClient.MaxFlag || flag.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Refusal.Invalid("flag", "flag_form", ApiClient.MaxFlag);
        if ((await SettingsReader.ReadAsync(db, input.Settings, null, actor, ct)).Refusal is { } wrong)
            return wrong;
        if (!actor.IsSystem && (await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var read = await SettingsReader.ReadAsync(db, input.Settings, null, actor, ct);
        if (read.Refusal is { } refusal)
            return refusal;
        if (!isSettlement && await db.ApiClients.AnyAsync(c => c.Flag == flag, ct))
            return Refusal.Invalid("flag", "taken");
        var (key, secret) = (isSettlement ? ApiSecrets.NewKey(input.Environment) : null, ApiSecrets.NewSecret());
        var now = clock.GetUtcNow().UtcDateTime;
        // What the machine's administrator makes on the command line is handed to its owner.
        var seenBy = actor.IsSystem ? input.Settings.Owner : actor.PersonId;
        var client = new ApiClient
        {
            Name = read.Value.Name,
            Environment = input.Environment,
            Flag = isSettlement ? null : flag,
            KeyHash = key is null ? null : ApiSecrets.HashOf(key),
            KeyHint = key is null ? null : ApiSecrets.HintOf(key),
            CreatedAt = now,
            CreatedBy = seenBy,
        };
        if (read.Value.ApplyTo(client, now).Refusal is { } weak)
            return weak;
        client.AddSecret(secrets.Protect(secret), seenBy, now, now);
        db.Users.Add(
            new Person
            {
                Id = client.Id,
                UserName = $"api:{client.Id:n}",
                NormalizedUserName = $"API:{client.Id:N}",
                DisplayName = client.Name,
                IsProgram = true,
                CreatedAt = now,
            }
        );
        db.ApiClients.Add(client);
        read.Value.GrantScope(db, client.Id);
        board.Add(client.OwnerId, NoticeKinds.ApiClientYours, "/api-doctor", client.Name, actor.Name);
        audit.Append(
            actor,
            "api_client.created",
            $"api_client:{client.Id}",
            new
            {
                environment = input.Environment,
                flag = client.Flag,
                keyHint = client.KeyHint,
                after = read.Value.ToTold(),
            }
        );
        if (await db.TrySaveAsync(write, ct) is { } conflict)
            return conflict;
        return new ShownCredentials(client.Id, client.Flag, key, secret);
    }
}
