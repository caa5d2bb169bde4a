using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FundPortal.Application.Tests.Identity;

/// <summary>A database with people who sign in, and a count of the passwords that were hashed.</summary>
internal sealed class Persons : IAsyncDisposable
{
    public const string Password = "violet-teapot-harbour-9";

    private readonly CountingHasher hasher;

    private Persons(TestDatabase database, CountingHasher hasher)
    {
        Database = database;
        this.hasher = hasher;
    }

    public TestDatabase Database { get; }

    public int Hashes => hasher.Verified;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Persons> CreateAsync()
    {
        var hasher = new CountingHasher();
        var database = await TestDatabase.CreateAsync(services =>
            services
                .AddSingleton<IPasswordHasher<Person>>(hasher)
                .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
        );
        return new(database, hasher);
    }

    public async Task<SignedUp> AddAsync(string name, Role role = Role.FinanceStaff, bool hasTotp = true)
    {
        var created = await Database.RunAsync((CreatePerson u) => u.HandleAsync(new(name, name, [role], Password), Actor.System, Ct));
        var secret = Array.Empty<byte>();
        if (hasTotp)
        {
            var secrets = Database.Services.GetRequiredService<TotpSecrets>();
            var made = secrets.Make();
            secret = Base32Encoding.ToBytes(secrets.Base32(made));
            await Database.UseAsync(async db =>
            {
                (await db.Users.SingleAsync(p => p.Id == created.Value.Person, Ct)).TotpSecret = made;
                return await db.SaveChangesAsync(Ct);
            });
        }
        return new(created.Value.Person, name, secret, this);
    }

    public Task<Result<SignIn.Passed>> TryAsync(string name, string password, string? address = "192.0.2.7", string? device = null) =>
        Database.RunAsync((SignIn u) => u.CheckPasswordAsync(name, password, new Visitor(address, "test", device), Ct));

    public Task<List<string>> ActionsAsync() =>
        Database.UseAsync(db => db.AuditEntries.OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Ct));

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>As cheap as can be, and counted: what is compared is how much work is done.</summary>
    private sealed class CountingHasher : IPasswordHasher<Person>
    {
        private int verified;

        public int Verified => verified;

        public string HashPassword(Person user, string password) => "hash of " + password;

        public PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref verified);
            return string.Equals(hashedPassword, "hash of " + providedPassword, StringComparison.Ordinal)
                ? PasswordVerificationResult.Success
                : PasswordVerificationResult.Failed;
        }
    }
}

internal sealed record SignedUp(Guid Id, string Name, byte[] Secret, Persons In)
{
    public string Code(int seconds = 0) => new Totp(Secret).ComputeTotp(In.Database.Clock.GetUtcNow().UtcDateTime.AddSeconds(seconds));

    public string WrongCode() =>
        Enumerable
            .Range(0, 10)
            .Select(i => new string((char)('0' + i), 6))
            .First(code => !Enumerable.Range(-2, 5).Any(step => string.Equals(Code(30 * step), code, StringComparison.Ordinal)));

    public async Task<SignIn.Passed> PassAsync() => (await In.TryAsync(Name, Persons.Password)).Value;

    public async Task<bool> CodeIsAcceptedAsync(SignIn.Passed passed, string code) =>
        (
            await In.Database.RunAsync(
                (SignIn u) => u.CheckCodeAsync(passed, code, new Visitor("192.0.2.7", "test"), TestContext.Current.CancellationToken)
            )
        ).IsOk;
}
