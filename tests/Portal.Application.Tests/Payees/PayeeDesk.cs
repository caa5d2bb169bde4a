using System.Collections.Frozen;
using FundPortal.Application.Accounts;
using FundPortal.Application.Identity;
using FundPortal.Application.Payees;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FundPortal.Application.Tests.Payees;

/// <summary>A group whose people have codes, and short ways to ask for what concerns payees.</summary>
internal sealed class PayeeDesk : IAsyncDisposable
{
    public static readonly BankDetails Old = new("Holder", "1001-2002", "Bank", "102100099996", "CN");
    public static readonly BankDetails New = Old with { AccountNumber = "3003" };

    private readonly Dictionary<Guid, byte[]> secrets = [];

    private PayeeDesk(Group group) => Group = group;

    public Group Group { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PayeeDesk> OpenAsync() =>
        new(await Group.CreateAsync(services => services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())));

    public async Task<Actor> PersonAsync(Role role, params LegalEntity[] entities)
    {
        var actor = await Group.PersonAsync(role, entities);
        var totp = Group.Database.Services.GetRequiredService<TotpSecrets>();
        var made = totp.Make();
        secrets[actor.PersonId] = Base32Encoding.ToBytes(totp.Base32(made));
        await Group.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == actor.PersonId, Ct)).TotpSecret = made;
            return await db.SaveChangesAsync(Ct);
        });
        return actor;
    }

    /// <summary>The code that the person's phone shows now.</summary>
    public string Code(Actor actor) => new Totp(secrets[actor.PersonId]).ComputeTotp(Group.Database.Clock.GetUtcNow().UtcDateTime);

    public async Task<SavedRecord> PayeeAsync(
        Actor maker,
        LegalEntity? entity = null,
        BankDetails? details = null,
        string name = "Payee"
    ) =>
        Ok(
            await Group.AskAsync<SavePayee, SavePayee.Command, SavedRecord>(
                new(null, (entity ?? Group.North).PublicId, name, details ?? Old),
                maker
            )
        );

    public Task<Result<ChangeBankDetails.Asked>> ChangeAsync(Actor asker, SavedRecord payee, BankDetails details, string? note = null) =>
        Group.AskAsync<ChangeBankDetails, ChangeBankDetails.Command, ChangeBankDetails.Asked>(
            new(payee.Id, details, note, payee.Version),
            asker
        );

    public Task<Result<Done>> DecideAsync(Actor who, Guid change, bool accept, string? code = null, string? note = "because") =>
        Group.AskAsync<DecidePayeeChange, DecidePayeeChange.Command, Done>(new(change, accept, note, code ?? Code(who)), who);

    public Task<Result<Done>> WithdrawAsync(Actor who, Guid change) =>
        Group.AskAsync<WithdrawPayeeChange, WithdrawPayeeChange.Command, Done>(new(change), who);

    public Task<Result<Done>> ConfirmAsync(Actor who, SavedRecord payee, string? code = null) =>
        Group.AskAsync<ConfirmPayee, ConfirmPayee.Command, Done>(new(payee.Id, payee.Version, code ?? Code(who)), who);

    public async Task<ShowPayee.View> ShowAsync(Actor who, Guid payee) =>
        Ok(await Group.AskAsync<ShowPayee, ShowPayee.Query, ShowPayee.View>(new(payee), who));

    public void Wait() => Group.Database.Clock.Advance(TimeSpan.FromMinutes(2));

    public ValueTask DisposeAsync() => Group.DisposeAsync();

    private static T Ok<T>(Result<T> result)
    {
        Assert.True(result.IsOk, result.Refusal?.ToString());
        return result.Value;
    }
}
