using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Approvals;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Payments;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Benchmarks.Payments;

/// <summary>A company with one account at the sandbox bank, a maker, an approver, two policy owners, and a channel that they armed.</summary>
internal sealed class ProofWorld(ProofNode node)
{
    private const string Account = SandboxBankProcess.Pool;
    private const int NotFoundAfterSeconds = 12;

    private readonly Dictionary<Guid, byte[]> secrets = [];
    private readonly Dictionary<Guid, long> steps = [];
    private Guid account;
    private Guid payee;
    private Actor maker = null!;
    private Actor approver = null!;

    public async Task CreateAsync(SandboxBankProcess bank)
    {
        await node.UseAsync(
            async (DatabaseStart start) =>
            {
                await start.MigrateAsync(default);
                return true;
            }
        );
        node.Services.GetRequiredService<KeyRing>().Open();
        maker = await PersonAsync("maker", Role.FinanceStaff);
        approver = await PersonAsync("approver", Role.Approver);
        var (one, two) = (await PersonAsync("owner1", Role.PolicyOwner), await PersonAsync("owner2", Role.PolicyOwner));
        var channel = await SetUpAsync(bank, one, two);
        var (firstCode, secondCode) = (await CodeAsync(one), await CodeAsync(two));
        var asked = await node.UseAsync((AskToArm u) => u.HandleAsync(new(channel, firstCode), one, default));
        var armed = await node.UseAsync((ConfirmArming u) => u.HandleAsync(new(asked.Value, secondCode), two, default));
        if (!armed.IsOk)
            throw new InvalidOperationException($"Sending could not be armed: {armed.Refusal!.Code}");
    }

    /// <summary>Enters, submits and signs payments, several at once under one code.</summary>
    public async Task ApproveAsync(int from, int count)
    {
        var items = new List<DecidePayments.Item>(count);
        for (var i = from; i < from + count; i++)
        {
            var entry = new PaymentEntry(
                PaymentType.Transfer,
                account,
                payee,
                null,
                string.Create(CultureInfo.InvariantCulture, $"{100 + i}.{i % 100:00}"),
                string.Create(CultureInfo.InvariantCulture, $"货款 “{i}” \\ goods"),
                string.Create(CultureInfo.InvariantCulture, $"INV-{i}")
            );
            var saved = await node.UseAsync((SavePayment u) => u.HandleAsync(new(Guid.CreateVersion7(), entry), maker, default));
            var submitted = await node.UseAsync(
                (SubmitPayment u) => u.HandleAsync(new(saved.Value.Id, saved.Value.Version), maker, default)
            );
            if (!submitted.IsOk)
                throw new InvalidOperationException($"Payment {i} was not submitted: {submitted.Refusal!.Code}");
            var hash = await node.UseAsync(
                (PortalDbContext db) => db.Payments.Where(p => p.PublicId == saved.Value.Id).Select(p => p.ContentHash).SingleAsync()
            );
            items.Add(new(saved.Value.Id, Convert.ToHexStringLower(hash!)));
        }
        var code = await CodeAsync(approver);
        var signed = await node.UseAsync((DecidePayments u) => u.HandleAsync(new(DecisionKind.Sign, items, code, null), approver, default));
        if (!signed.IsOk || signed.Value.Any(outcome => outcome.Refusal is not null))
            throw new InvalidOperationException("A payment was not signed.");
    }

    private async Task<Guid> SetUpAsync(SandboxBankProcess bank, Actor one, Actor two)
    {
        var secretsOfChannel = node.Services.GetRequiredService<ChannelSecrets>();
        return await node.UseAsync(
            async (PortalDbContext db) =>
            {
                var now = DateTime.UtcNow;
                var entity = new LegalEntity { Name = "Company", Path = "/1/" };
                var house = new Bank { Name = "招商银行", Country = "CN" };
                db.AddRange(entity, house);
                await db.SaveChangesAsync();
                entity.Path = string.Create(CultureInfo.InvariantCulture, $"/{entity.Id}/");
                var own = new Account
                {
                    LegalEntityId = entity.Id,
                    BankId = house.Id,
                    Number = Account,
                    Name = "Pool",
                    CurrencyCode = "CNY",
                    BankCode = "308584000013",
                    Type = AccountType.Current,
                };
                var details = new BankDetails("上海模具有限公司", "6222021001116245702", "工商银行上海分行", "102100099996", "CN");
                var to = new Payee(entity.Id, "Supplier", null, details, one.PersonId, now, TimeSpan.Zero);
                var channel = new Channel
                {
                    Name = "Sandbox",
                    Kind = ChannelKind.CmbDirect,
                    State = ChannelState.Live,
                    Address = bank.CmbAddress,
                    Credentials = secretsOfChannel.Protect(bank.CmbValues()),
                    NotFoundAfterSeconds = NotFoundAfterSeconds,
                };
                db.AddRange(own, to, channel);
                await db.SaveChangesAsync();
                db.Add(
                    new ChannelAccount
                    {
                        ChannelId = channel.Id,
                        AccountId = own.Id,
                        RemoteId = Account,
                        IsForPayments = true,
                    }
                );
                db.ScopeGrants.AddRange(secrets.Keys.Select(person => new ScopeGrant { PersonId = person, LegalEntityId = entity.Id }));
                (account, payee) = (own.PublicId, to.PublicId);
                var level = new PolicyLevel("approver", new Signers([Role.Approver], []), 1, false, null);
                var policy = new PolicyVersion(
                    1,
                    PolicyContent.Write(new(Currency.Cny, [new("all", [], [level], false)])),
                    "",
                    one.PersonId,
                    now
                );
                policy.Propose(policy.ContentHash, one.PersonId, now);
                policy.Confirm(policy.ContentHash, two.PersonId, now);
                db.PolicyVersions.Add(policy);
                await db.SaveChangesAsync();
                return channel.PublicId;
            }
        );
    }

    private async Task<Actor> PersonAsync(string name, Role role)
    {
        var guard = node.Services.GetRequiredService<TotpSecrets>();
        var secret = guard.Make();
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            DisplayName = name,
            SecurityStamp = name,
            TotpSecret = secret,
        };
        await node.UseAsync(
            (PortalDbContext db) =>
            {
                db.Users.Add(person);
                db.PersonRoles.Add(new PersonRole { PersonId = person.Id, Role = role });
                return db.SaveChangesAsync();
            }
        );
        secrets[person.Id] = OtpNet.Base32Encoding.ToBytes(guard.Base32(secret));
        return new(person.Id, name, FrozenSet.Create(role), "127.0.0.1", null);
    }

    /// <summary>A code that was not used yet; waits for the next one when the present ones are used up.</summary>
    private async Task<string> CodeAsync(Actor person)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / TotpSecrets.StepSeconds;
        var step = Math.Max(steps.GetValueOrDefault(person.PersonId) + 1, now - 1);
        if (step > now + 1)
            await Task.Delay(
                DateTimeOffset.FromUnixTimeSeconds((step - 1) * TotpSecrets.StepSeconds)
                    - DateTimeOffset.UtcNow
                    + TimeSpan.FromMilliseconds(200)
            );
        steps[person.PersonId] = step;
        return new OtpNet.Totp(secrets[person.PersonId]).ComputeTotp(
            DateTimeOffset.FromUnixTimeSeconds(step * TotpSecrets.StepSeconds).UtcDateTime
        );
    }
}
