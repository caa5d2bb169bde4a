using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.Clients;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi;

/// <summary>Clients of the APIs: made, changed and rotated with a fresh code, their secrets shown once and kept nowhere readable.</summary>
public sealed class ApiClientTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(Treasury Treasury, Actor Admin)> WorldAsync()
    {
        var treasury = await Treasury.CreateAsync();
        return (treasury, await treasury.PersonAsync("admin", Role.Administrator));
    }

    [Fact]
    public async Task A_new_client_can_call_with_what_was_shown_once_and_nothing_of_it_is_stored_readable()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var made = await CreateAsync(treasury, admin, Settings(treasury) with { Permissions = [ApiPermission.ReadBalances] });

        Assert.Null(made.Refusal);
        Assert.StartsWith("sk_live_", made.Value.Key, StringComparison.Ordinal);
        var known = await Directory(treasury).ByKeyAsync(made.Value.Key!, Ct);
        Assert.Equal(made.Value.Secret, System.Text.Encoding.ASCII.GetString(known!.Secrets.Single().Value));
        Assert.True(known.May(ApiPermission.ReadBalances));
        Assert.False(known.May(ApiPermission.ReadTransactions));
        var stored = await treasury.Database.UseAsync(db => db.ApiClients.AsNoTracking().Include(c => c.Secrets).SingleAsync(Ct));
        Assert.DoesNotContain(made.Value.Secret, System.Text.Encoding.Latin1.GetString(stored.Secrets[0].Value), StringComparison.Ordinal);
        var trail = await treasury.Database.UseAsync(db => db.AuditEntries.AsNoTracking().ToListAsync(Ct));
        Assert.Contains(trail, entry => entry.Action is "api_client.created");
        Assert.All(trail, entry => Assert.DoesNotContain(made.Value.Secret, entry.Data, StringComparison.Ordinal));
        Assert.All(trail, entry => Assert.DoesNotContain(made.Value.Key!, entry.Data, StringComparison.Ordinal));
        Assert.DoesNotContain(made.Value.Secret, made.Value.ToString(), StringComparison.Ordinal);
        // It is nobody who could sign in or be given a role.
        var people = await treasury.Database.RunAsync((ListPeople u) => u.HandleAsync(new(), admin, Ct));
        Assert.DoesNotContain(people.Value, person => person.Id == made.Value.Client);
    }

    [Fact]
    public async Task Creating_changing_rotating_and_enabling_need_a_code_that_was_not_used_yet()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var settings = Settings(treasury);
        var wrong = await treasury.Database.RunAsync(
            (CreateApiClient u) => u.HandleAsync(new(settings, ApiEnvironment.Production, "", "000000"), admin, Ct)
        );
        Assert.NotNull(wrong.Refusal);
        Assert.Equal(0, await treasury.Database.UseAsync(db => db.ApiClients.CountAsync(Ct)));
        var made = await CreateAsync(treasury, admin, settings);
        var id = made.Value.Client;
        var used = treasury.Code(admin);

        Assert.NotNull((await treasury.Database.RunAsync((RotateApiSecret u) => u.HandleAsync(new(id, 1, used), admin, Ct))).Refusal);
        Assert.NotNull(
            (await treasury.Database.RunAsync((ChangeApiClient u) => u.HandleAsync(new(id, settings, 0, used), admin, Ct))).Refusal
        );
        Assert.Null((await treasury.Database.RunAsync((SetApiClientDisabled u) => u.HandleAsync(new(id, true, null), admin, Ct))).Refusal);
        Assert.NotNull(
            (await treasury.Database.RunAsync((SetApiClientDisabled u) => u.HandleAsync(new(id, false, used), admin, Ct))).Refusal
        );
        Assert.True((await treasury.Database.RunAsync((ShowApiClient u) => u.HandleAsync(new(id), admin, Ct))).Value.IsDisabled);
    }

    [Fact]
    public async Task During_a_rotation_both_secrets_are_good_and_at_its_end_only_the_new_one()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var made = await CreateAsync(treasury, admin, Settings(treasury));
        var other = await treasury.PersonAsync("other admin", Role.Administrator);
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var rotated = await treasury.Database.RunAsync(
            (RotateApiSecret u) => u.HandleAsync(new(made.Value.Client, 24, treasury.Code(other)), other, Ct)
        );

        Assert.Null(rotated.Value.Key);
        Assert.Equal([rotated.Value.Secret, made.Value.Secret], await GoodAsync(treasury, made.Value.Client));
        // Whoever saw a secret counts among those who never sign.
        var shown = await treasury.Database.RunAsync((ShowApiClient u) => u.HandleAsync(new(made.Value.Client), admin, Ct));
        Assert.Equal(["admin", "other admin"], shown.Value.Holders);
        treasury.Database.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal([rotated.Value.Secret], await GoodAsync(treasury, made.Value.Client));
    }

    [Fact]
    public async Task An_old_secret_that_leaked_is_ended_at_once()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var made = await CreateAsync(treasury, admin, Settings(treasury));
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var rotated = await treasury.Database.RunAsync(
            (RotateApiSecret u) => u.HandleAsync(new(made.Value.Client, 24, treasury.Code(admin)), admin, Ct)
        );
        Assert.True((await treasury.Database.RunAsync((EndOldApiSecret u) => u.HandleAsync(new(made.Value.Client), admin, Ct))).IsOk);
        Assert.Equal([rotated.Value.Secret], await GoodAsync(treasury, made.Value.Client));
    }

    [Fact]
    public async Task A_change_of_scope_or_rights_is_known_within_a_second_and_a_stale_page_changes_nothing()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var settings = Settings(treasury) with { Permissions = [ApiPermission.ReadBalances] };
        var made = await CreateAsync(treasury, admin, settings);
        var version = (await treasury.Database.RunAsync((ShowApiClient u) => u.HandleAsync(new(made.Value.Client), admin, Ct)))
            .Value
            .Version;
        var actor = (await Directory(treasury).ByKeyAsync(made.Value.Key!, Ct))!.ToActor(null, null, default);
        var scopes = treasury.Database.Services.GetRequiredService<ClientScopes>();
        Assert.Equal(3, (await scopes.OfAsync(actor, Ct)).Accounts.Count);

        var narrowed = settings with { Entities = [], Accounts = [treasury.Group.SouthCny.PublicId], Permissions = [] };
        Assert.Null((await ChangeAsync(treasury, admin, made.Value.Client, narrowed, version)).Refusal);
        Assert.Equal(Refusal.Conflict, (await ChangeAsync(treasury, admin, made.Value.Client, settings, version)).Refusal);

        Assert.Equal(treasury.Group.SouthCny.PublicId, (await scopes.OfAsync(actor, Ct)).Accounts.Keys.Single());
        Assert.False((await Directory(treasury).ByKeyAsync(made.Value.Key!, Ct))!.May(ApiPermission.ReadBalances));
    }

    [Fact]
    public async Task Whoever_creates_or_changes_a_client_does_not_answer_for_it_and_the_owner_is_told()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var other = await treasury.PersonAsync("other admin", Role.Administrator);
        var settings = Settings(treasury);
        Assert.Equal(
            ["owner", "owner_second_person"],
            (await CreateAsync(treasury, admin, settings with { Owner = admin.PersonId })).Refusal!.Args
        );
        var made = (await CreateAsync(treasury, admin, settings)).Value;
        var version = (await treasury.Database.RunAsync((ShowApiClient u) => u.HandleAsync(new(made.Client), admin, Ct))).Value.Version;
        foreach (var (changer, owner) in new[] { (admin, admin), (other, other), (other, admin) })
        {
            var changed = await ChangeAsync(treasury, changer, made.Client, settings with { Owner = owner.PersonId }, version);
            Assert.Equal(["owner", "owner_second_person"], changed.Refusal!.Args);
        }
        Assert.Null((await ChangeAsync(treasury, other, made.Client, settings with { Owner = treasury.Maker.PersonId }, version)).Refusal);

        Assert.Equal(
            [
                ("admin", treasury.OtherMaker.PersonId),
                ("other admin", treasury.OtherMaker.PersonId),
                ("other admin", treasury.Maker.PersonId),
            ],
            await ToldAsync(treasury)
        );
    }

    [Fact]
    public async Task A_client_sees_what_its_owners_data_scope_holds_now_and_nothing_else()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var group = treasury.Group;
        var owner = await treasury.PersonAsync("owner", Role.FinanceStaff, group.North);
        // The owner is an administrator without a scope: the client sees nothing.
        var blind = await group.PersonAsync(Role.Administrator, []);
        var scopes = treasury.Database.Services.GetRequiredService<ClientScopes>();
        foreach (var (who, name, count) in new[] { (owner, "north", 2), (blind, "none", 0), (treasury.OtherMaker, "all", 3) })
        {
            var made = await CreateAsync(treasury, admin, Settings(treasury) with { Name = name, Owner = who.PersonId });
            var actor = (await Directory(treasury).ByKeyAsync(made.Value.Key!, Ct))!.ToActor(null, null, default);
            Assert.Equal(count, (await scopes.OfAsync(actor, Ct)).Accounts.Count);
            Assert.Equal(count, await treasury.Database.UseAsync(db => db.AccountsVisibleTo(actor).CountAsync(Ct)));
            Assert.Equal(count, await treasury.Database.UseAsync(db => db.AccountsOfClient(made.Value.Client).CountAsync(Ct)));
            if (who != owner)
                continue;
            // Taken from the owner, it is taken from the client within a second.
            await treasury.Database.UseAsync(async db =>
            {
                db.ScopeGrants.RemoveRange(db.ScopeGrants.Where(g => g.PersonId == owner.PersonId));
                db.ScopeGrants.Add(new ScopeGrant { PersonId = owner.PersonId, AccountId = group.SouthCny.Id });
                return await db.SaveChangesAsync(Ct);
            });
            treasury.Database.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal([group.SouthCny.PublicId], (await scopes.OfAsync(actor, Ct)).Accounts.Keys);
        }
    }

    [Fact]
    public async Task Bad_settings_are_told_by_field()
    {
        var (treasury, admin) = await WorldAsync();
        await using var _ = treasury;
        var good = Settings(treasury);
        await CreateAsync(treasury, admin, good with { Name = "first" });
        foreach (
            var (field, settings, flag, environment) in new[]
            {
                ("name", good with { Name = " " }, "", ApiEnvironment.Production),
                ("name", good with { Name = "first" }, "", ApiEnvironment.Production),
                ("owner", good with { Owner = Guid.NewGuid() }, "", ApiEnvironment.Production),
                ("addresses", good with { Addresses = ["10.0.0.1/8"] }, "", ApiEnvironment.Production),
                ("addresses", good with { Addresses = ["example.com"] }, "", ApiEnvironment.Production),
                ("addresses", good with { Addresses = ["1.2"] }, "", ApiEnvironment.Production),
                ("addresses", good with { Scheme = SignatureScheme.Basic }, "", ApiEnvironment.Production),
                ("certificate", good with { Certificate = "abc" }, "", ApiEnvironment.Production),
                ("windowSeconds", good with { WindowSeconds = 3_601 }, "", ApiEnvironment.Production),
                ("callsPerSecond", good with { CallsPerSecond = 0 }, "", ApiEnvironment.Production),
                ("language", good with { Language = "fr" }, "", ApiEnvironment.Production),
                ("flag", good, "erp01", ApiEnvironment.Production),
                ("flag", good with { Scheme = SignatureScheme.HmacSha256 }, "e r p", ApiEnvironment.Production),
                ("environment", good with { Scheme = SignatureScheme.HmacSha256 }, "erp01", ApiEnvironment.Sandbox),
                (
                    "permissions",
                    good with
                    {
                        Scheme = SignatureScheme.Basic,
                        Addresses = ["192.0.2.7", "2001:db8::/32"],
                        Permissions = [ApiPermission.FilePayments],
                    },
                    "",
                    ApiEnvironment.Production
                ),
            }
        )
            Assert.Equal(field, (await CreateAsync(treasury, admin, settings, flag, environment)).Refusal?.Args[0]);
        Assert.Single((await treasury.Database.RunAsync((ListApiClients u) => u.HandleAsync(new(), admin, Ct))).Value);
        var sandbox = await CreateAsync(treasury, admin, good with { Name = "sandbox" }, environment: ApiEnvironment.Sandbox);
        Assert.StartsWith("sk_test_", sandbox.Value.Key, StringComparison.Ordinal);
    }

    /// <summary>Who is told that they answer for a client, and by whom, in order.</summary>
    private static Task<List<(string By, Guid Owner)>> ToldAsync(Treasury treasury) =>
        treasury.Database.UseAsync(async db =>
            (await db.Notices.Where(n => n.Kind == NoticeKinds.ApiClientYours).OrderBy(n => n.Id).ToListAsync(Ct)).ConvertAll(n =>
                (System.Text.Json.JsonSerializer.Deserialize<string[]>(n.Args)![1], n.PersonId)
            )
        );

    private static ClientSettings Settings(Treasury treasury) =>
        new("erp", SignatureScheme.Full, treasury.OtherMaker.PersonId, [], [treasury.Group.Holding.PublicId], [], []);

    private static ClientDirectory Directory(Treasury treasury)
    {
        // What is known of clients is at most a second old.
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        return treasury.Database.Services.GetRequiredService<ClientDirectory>();
    }

    private static Task<Result<ShownCredentials>> CreateAsync(
        Treasury treasury,
        Actor admin,
        ClientSettings settings,
        string flag = "",
        ApiEnvironment environment = ApiEnvironment.Production
    )
    {
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = treasury.Code(admin);
        return treasury.Database.RunAsync((CreateApiClient u) => u.HandleAsync(new(settings, environment, flag, code), admin, Ct));
    }

    private static Task<Result<Done>> ChangeAsync(Treasury treasury, Actor admin, Guid client, ClientSettings settings, int version)
    {
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = treasury.Code(admin);
        return treasury.Database.RunAsync((ChangeApiClient u) => u.HandleAsync(new(client, settings, version, code), admin, Ct));
    }

    private static async Task<string[]> GoodAsync(Treasury treasury, Guid client)
    {
        var known = await Directory(treasury).ByIdAsync(client, Ct);
        return
        [
            .. known!
                .GoodSecrets(treasury.Database.Clock.GetUtcNow().UtcDateTime)
                .Select(s => System.Text.Encoding.ASCII.GetString(s.Value)),
        ];
    }
}
