using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FundPortal.Application.Approvals;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Transactions;
using FundPortal.Web.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>
/// The real host with a small group: Holding over North and South; North has a CNY and a USD account, South a CNY one. Its clock stands at
/// ten o'clock of 2 March 2026 in China, two seconds after the start.
/// </summary>
internal sealed class SettlementHost : IAsyncDisposable
{
    private SettlementHost(PortalHost portal) => Portal = portal;

    public PortalHost Portal { get; }

    public LegalEntity Holding { get; private set; } = null!;

    public LegalEntity North { get; private set; } = null!;

    public LegalEntity South { get; private set; } = null!;

    public Account NorthCny { get; private set; } = null!;

    public Account NorthUsd { get; private set; } = null!;

    public Account SouthCny { get; private set; } = null!;

    public Person Owner { get; private set; } = null!;

    /// <summary>Set by <see cref="AddPayingAsync"/>.</summary>
    public Payee Payee { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTime Now => Portal.Database.Clock.GetUtcNow().UtcDateTime;

    public static async Task<SettlementHost> StartAsync(string environment = "Development", Action<WebApplicationBuilder>? more = null)
    {
        var host = new SettlementHost(await PortalHost.StartAsync(environment, realCookies: true, more: more));
        host.Portal.Database.Clock.Advance(TimeSpan.FromSeconds(2));
        host.Holding = await host.EntityAsync("Holding", null);
        host.North = await host.EntityAsync("North", host.Holding);
        host.South = await host.EntityAsync("South", host.Holding);
        var bank = await host.AddAsync(new Bank { Name = "First Bank", Country = "CN" });
        host.NorthCny = await host.AccountAsync(host.North, bank, "1001", "CNY");
        host.NorthUsd = await host.AccountAsync(host.North, bank, "1002", "USD");
        host.SouthCny = await host.AccountAsync(host.South, bank, "2001", "CNY");
        host.Owner = await host.AddAsync(
            new Person
            {
                Id = Guid.CreateVersion7(),
                UserName = "owner",
                DisplayName = "Owner",
            }
        );
        // What a client sees, its owner must hold too.
        await host.AddAsync(new ScopeGrant { PersonId = host.Owner.Id, LegalEntityId = host.Holding.Id });
        return host;
    }

    public async Task<T> AddAsync<T>(T thing)
        where T : class
    {
        await Portal.Database.UseAsync(async db =>
        {
            db.Add(thing);
            return await db.SaveChangesAsync(Ct);
        });
        return thing;
    }

    /// <summary>A client over all of the group unless a scope is given, and what it knows of itself.</summary>
    public async Task<Caller> ClientAsync(
        IEnumerable<ApiPermission>? permissions = null,
        LegalEntity? scope = null,
        SignatureScheme scheme = SignatureScheme.Full,
        Action<ApiClient>? change = null,
        ApiEnvironment environment = ApiEnvironment.Production
    )
    {
        var (key, secret) = (ApiSecrets.NewKey(environment), ApiSecrets.NewSecret());
        var client = new ApiClient
        {
            Name = key[..20],
            Scheme = scheme,
            Environment = environment,
            KeyHash = ApiSecrets.HashOf(key),
            OwnerId = Owner.Id,
            CreatedBy = Owner.Id,
            CreatedAt = Now,
            Language = "en",
        };
        Assert.True(
            client
                .Grant(permissions ?? Enum.GetValues<ApiPermission>().Where(p => scheme == SignatureScheme.Full || ApiClient.IsRead(p)))
                .IsOk
        );
        client.AddSecret(Protect(secret), Owner.Id, Now, Now);
        if (scheme == SignatureScheme.Basic)
            client.Allow([IPNetwork.Parse("127.0.0.0/8")]);
        change?.Invoke(client);
        await Portal.Database.UseAsync(async db =>
        {
            db.Users.Add(
                new Person
                {
                    Id = client.Id,
                    UserName = $"api:{client.Id:n}",
                    DisplayName = client.Name,
                    IsProgram = true,
                }
            );
            db.ScopeGrants.Add(new ScopeGrant { PersonId = client.Id, LegalEntityId = (scope ?? Holding).Id });
            db.ApiClients.Add(client);
            return await db.SaveChangesAsync(Ct);
        });
        Later();
        return new Caller(this, client.Id, key, secret, scheme);
    }

    public Task ChangeAsync(Caller caller, Action<ApiClient> change) =>
        Portal.Database.UseAsync(async db =>
        {
            var client = await db
                .ApiClients.Include(c => c.Secrets)
                .Include(c => c.Holders)
                .AsSplitQuery()
                .SingleAsync(c => c.Id == caller.Id, Ct);
            change(client);
            db.Entry(client).State = EntityState.Modified;
            return await db.SaveChangesAsync(Ct);
        });

    public byte[] Protect(string secret) => Portal.App.Services.GetRequiredService<ApiSecrets>().Protect(secret);

    /// <summary>A second goes by: what was changed is known, and no signature comes twice by chance.</summary>
    public void Later(int seconds = 1) => Portal.Database.Clock.Advance(TimeSpan.FromSeconds(seconds));

    public async Task BalanceAsync(Account account, long minor, BalanceKind kind = BalanceKind.Booked) =>
        await AddAsync(
            new AccountBalance
            {
                AccountId = account.Id,
                Kind = kind,
                AmountMinor = minor,
                AsOf = Now,
                Source = "test",
            }
        );

    /// <summary>Rows past the import, which has tests of its own: in the order given, with the account's daily totals.</summary>
    public async Task BookAsync(Account account, params (DateOnly Day, long Minor, string Text)[] rows)
    {
        var file = await AddAsync(
            new ImportFile
            {
                FileName = "file.txt",
                Format = "test",
                Sha256 = Guid.NewGuid().ToString("n").PadLeft(64, '0'),
                ImportedAt = Now,
                ImportedByName = "test",
            }
        );
        await Portal.Database.UseAsync(async db =>
        {
            db.Attach(account).Entity.BaseMinor = 0;
            db.Transactions.AddRange(
                rows.Select(row => new BankTransaction
                {
                    AccountId = account.Id,
                    BookedAt = ChinaTime.StartOf(row.Day),
                    BookingDate = row.Day,
                    AmountMinor = row.Minor,
                    Kind = TransactionKind.Transfer,
                    Text = row.Text,
                    Counterparty = "Acme",
                    DuplicateKey = SHA256.HashData(Guid.NewGuid().ToByteArray()),
                    ImportFileId = file.Id,
                })
            );
            var (count, moneyIn, moneyOut) = (0L, 0L, 0L);
            foreach (var day in rows.GroupBy(row => row.Day).OrderBy(day => day.Key))
            {
                var (dayIn, dayOut) = (day.Sum(row => Math.Max(0, row.Minor)), day.Sum(row => Math.Max(0, -row.Minor)));
                (count, moneyIn, moneyOut) = (count + day.LongCount(), moneyIn + dayIn, moneyOut + dayOut);
                db.DailyTotals.Add(
                    new DailyTotal
                    {
                        AccountId = account.Id,
                        Day = day.Key,
                        Count = day.LongCount(),
                        InMinor = dayIn,
                        OutMinor = dayOut,
                        RunningCount = count,
                        RunningInMinor = moneyIn,
                        RunningOutMinor = moneyOut,
                    }
                );
            }
            return await db.SaveChangesAsync(Ct);
        });
    }

    /// <summary>A payee, people who sign, and a policy of one level: what a payment needs to be filed.</summary>
    public async Task AddPayingAsync()
    {
        var approver = await AddAsync(
            new Person
            {
                Id = Guid.CreateVersion7(),
                UserName = "approver",
                DisplayName = "Approver",
                TotpSecret = [1],
            }
        );
        await AddAsync(new PersonRole { PersonId = approver.Id, Role = Role.Approver });
        await AddAsync(new ScopeGrant { PersonId = approver.Id, LegalEntityId = Holding.Id });
        Payee = await AddAsync(
            new Payee(
                Holding.Id,
                "Shanghai Mould Ltd",
                null,
                new BankDetails("Shanghai Mould Ltd", "6222021001116245702", "ICBC Shanghai", "102100099996", "CN"),
                approver.Id,
                Now,
                TimeSpan.Zero
            )
        );
        var level = new PolicyLevel("cashier", new Signers([], [approver.Id]), 1, false, null);
        var policy = new ApprovalPolicy(Currency.Cny, [new("all", [], [level], false)]);
        var version = new PolicyVersion(1, PolicyContent.Write(policy), "", approver.Id, Now);
        Assert.True(version.Propose(version.ContentHash, approver.Id, Now).IsOk);
        Assert.True(version.Confirm(version.ContentHash, Owner.Id, Now).IsOk);
        await AddAsync(version);
    }

    /// <summary>What stands in the call log once all of it is stored.</summary>
    public async Task<IReadOnlyList<ApiCall>> CallsAsync(int count)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var calls = await Portal.Database.UseAsync(db => db.ApiCalls.AsNoTracking().OrderBy(c => c.Id).ToListAsync(Ct));
            if (calls.Count >= count)
                return calls;
            await Task.Delay(100, Ct);
        }
        throw new TimeoutException("The call log did not get its lines.");
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    private async Task<LegalEntity> EntityAsync(string name, LegalEntity? parent)
    {
        var entity = await AddAsync(new LegalEntity { Name = name, ParentId = parent?.Id });
        await Portal.Database.UseAsync(async db =>
        {
            db.Attach(entity).Entity.Path = $"{parent?.Path ?? "/"}{entity.Id}/";
            return await db.SaveChangesAsync(Ct);
        });
        return entity;
    }

    private Task<Account> AccountAsync(LegalEntity owner, Bank bank, string number, string currency) =>
        AddAsync(
            new Account
            {
                LegalEntityId = owner.Id,
                BankId = bank.Id,
                Number = number,
                Name = $"Account {number}",
                CurrencyCode = currency,
                Type = AccountType.Current,
            }
        );
}

/// <summary>A program that knows its key and secret, and signs by itself: written after the contract, not with the portal's code.</summary>
internal sealed record Caller(SettlementHost Host, Guid Id, string Key, string Secret, SignatureScheme Scheme)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string target, Action<Draft>? change = null) => SendAsync("GET", target, null, change);

    public Task<Answer> PostAsync(string target, string body, Action<Draft>? change = null) => SendAsync("POST", target, body, change);

    /// <param name="target">Path and query as they go over the wire.</param>
    /// <param name="change">Before or after signing: see <see cref="Draft"/>.</param>
    public async Task<Answer> SendAsync(string method, string target, string? body, Action<Draft>? change = null)
    {
        var draft = new Draft
        {
            Method = method,
            Target = target,
            Body = Encoding.UTF8.GetBytes(body ?? ""),
            Timestamp = Host.Portal.Database.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            Nonce = Guid.NewGuid().ToString("n"),
            Authorization = "Bearer " + Key,
        };
        change?.Invoke(draft);
        draft.Signature ??= Sign(draft);
        draft.AfterSigning?.Invoke(draft);
        var address = new Uri(
            $"{Host.Portal.Address.GetLeftPart(UriPartial.Authority)}{draft.Target}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var request = new HttpRequestMessage(new HttpMethod(draft.Method), address);
        void Add(string name, string? value)
        {
            if (value is not null)
                Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }
        Add("Authorization", draft.Authorization);
        Add("X-Timestamp", draft.Timestamp);
        Add("X-Nonce", draft.Nonce);
        Add("X-Signature", draft.Signature);
        Add("Idempotency-Key", draft.IdempotencyKey);
        Add("Accept", draft.Accept);
        foreach (var (name, value) in draft.More)
            Add(name, value);
        if (draft.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(draft.Body);
            if (draft.ContentType is not null)
                Assert.True(request.Content.Headers.TryAddWithoutValidation("Content-Type", draft.ContentType));
        }
        using var answer = await Host.Portal.Client.SendAsync(request, Ct);
        return new Answer(
            (int)answer.StatusCode,
            answer.Content.Headers.ContentType,
            answer.Headers,
            await answer.Content.ReadAsByteArrayAsync(Ct)
        );
    }

    private string Sign(Draft draft)
    {
        if (Scheme == SignatureScheme.Basic)
            return Hmac((draft.Timestamp ?? "") + Key);
        var parts = draft.Target.Split('?', 2);
        var query = string.Join(
            '&',
            (parts.Length > 1 ? parts[1] : "")
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => string.Join('=', pair.Split('=', 2).Select(text => Uri.EscapeDataString(Uri.UnescapeDataString(text)))))
                .Order(StringComparer.Ordinal)
        );
        string[] lines =
        [
            draft.Method,
            parts[0],
            query,
            draft.Timestamp ?? "",
            draft.Nonce ?? "",
            draft.IdempotencyKey ?? "",
            Convert.ToHexStringLower(SHA256.HashData(draft.Body)),
        ];
        return Hmac(string.Join('\n', lines));
    }

    private string Hmac(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)));
}

/// <summary>A call before it is sent. What is changed by <see cref="AfterSigning"/> the signature does not know.</summary>
internal sealed class Draft
{
    public required string Method { get; set; }

    public required string Target { get; set; }

    public required byte[] Body { get; set; }

    public string? Timestamp { get; set; }

    public string? Nonce { get; set; }

    public string? Authorization { get; set; }

    public string? Signature { get; set; }

    public string? IdempotencyKey { get; set; }

    public string? Accept { get; set; }

    public string? ContentType { get; set; } = "application/json";

    public List<(string Name, string Value)> More { get; } = [];

    public Action<Draft>? AfterSigning { get; set; }
}

internal sealed record Answer(int Status, MediaTypeHeaderValue? Type, HttpResponseHeaders Headers, byte[] Bytes)
{
    private readonly Lazy<JsonElement> json = new(() => JsonDocument.Parse(Bytes).RootElement);

    public JsonElement Json => json.Value;

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The problem's code, with the status; or the status alone.</summary>
    public string Outcome =>
        Type?.MediaType is "application/problem+json"
            ? $"{Status} {Json.GetProperty("code").GetString()}"
            : Status.ToString(CultureInfo.InvariantCulture);
}
