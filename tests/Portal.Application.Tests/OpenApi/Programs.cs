using System.Net;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi;

/// <summary>API clients as rows, past the use cases that make them, which have tests of their own.</summary>
internal static class Programs
{
    public const string Secret = "s3cr3t";

    public static async Task<ApiClient> ProgramAsync(
        this Group group,
        string flag,
        Actor owner,
        IEnumerable<ApiPermission> permissions,
        params LegalEntity[] scope
    )
    {
        var now = group.Database.Clock.GetUtcNow().UtcDateTime;
        var client = new ApiClient
        {
            Name = flag,
            Scheme = SignatureScheme.Full,
            Environment = ApiEnvironment.Production,
            KeyHash = ApiSecrets.HashOf(flag),
            OwnerId = owner.PersonId,
            CreatedBy = owner.PersonId,
            CreatedAt = now,
        };
        Assert.True(client.Grant(permissions).IsOk);
        client.AddSecret(group.Database.Services.GetRequiredService<ApiSecrets>().Protect(Secret), owner.PersonId, now, now);
        await group.Database.UseAsync(async db =>
        {
            db.Users.Add(
                new Person
                {
                    Id = client.Id,
                    UserName = $"api:{client.Id:n}",
                    DisplayName = flag,
                    IsProgram = true,
                }
            );
            // What a client sees, its owner must hold too.
            foreach (var (person, entity) in scope.SelectMany(e => new[] { (client.Id, e.Id), (owner.PersonId, e.Id) }))
                if (
                    !await db.ScopeGrants.AnyAsync(
                        g => g.PersonId == person && g.LegalEntityId == entity,
                        TestContext.Current.CancellationToken
                    )
                )
                    db.ScopeGrants.Add(new ScopeGrant { PersonId = person, LegalEntityId = entity });
            db.ApiClients.Add(client);
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return client;
    }

    /// <summary>As whom one call of the client acts.</summary>
    public static async Task<Actor> CallAsync(this Group group, ApiClient client, string? nonce = null)
    {
        // What is known of clients is at most a second old.
        group.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        var directory = group.Database.Services.GetRequiredService<ClientDirectory>();
        var known = await directory.ByIdAsync(client.Id, TestContext.Current.CancellationToken);
        return known!.ToActor(
            IPAddress.Loopback,
            nonce ?? Guid.NewGuid().ToString("n"),
            group.Database.Clock.GetUtcNow().UtcDateTime.AddSeconds(ApiClient.DefaultWindowSeconds)
        );
    }
}
