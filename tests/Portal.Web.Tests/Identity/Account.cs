using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using FundPortal.Web.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FundPortal.Web.Tests.Identity;

/// <summary>A person of the portal under test, with what only that person knows.</summary>
internal sealed record Account(Guid Id, string Name, string Password, byte[] Secret, TestClock Clock)
{
    public const string GoodPassword = "violet-teapot-harbour-9";

    /// <param name="password">Null for a temporary one.</param>
    public static async Task<Account> CreateAsync(
        PortalHost host,
        string name,
        Role role = Role.FinanceStaff,
        string? password = GoodPassword,
        bool hasTotp = true
    )
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        var created = await scope
            .ServiceProvider.GetRequiredService<CreatePerson>()
            .HandleAsync(new(name, "Test " + name.ToUpperInvariant(), [role], password), Actor.System, CancellationToken.None);
        var account = new Account(created.Value.Person, name, password ?? created.Value.TemporaryPassword!, [], host.Database.Clock);
        if (!hasTotp)
            return account;
        var secrets = scope.ServiceProvider.GetRequiredService<TotpSecrets>();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var person = await db.Users.SingleAsync(p => p.Id == account.Id);
        person.TotpSecret = secrets.Make();
        await db.SaveChangesAsync();
        return account with { Secret = Base32Encoding.ToBytes(secrets.Base32(person.TotpSecret)) };
    }

    /// <summary>What the authenticator app shows at the portal's moment.</summary>
    public string Code(int steps = 0) => CodeOf(Secret, Clock, steps);

    /// <summary>A code that is wrong in every step of the window.</summary>
    public string WrongCode() =>
        Enumerable
            .Range(0, 10)
            .Select(i => new string((char)('0' + i), 6))
            .First(code => !Enumerable.Range(-2, 5).Any(step => string.Equals(Code(step), code, StringComparison.Ordinal)));

    public static string CodeOf(byte[] secret, TestClock clock, int steps = 0) =>
        new Totp(secret).ComputeTotp(clock.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));
}
