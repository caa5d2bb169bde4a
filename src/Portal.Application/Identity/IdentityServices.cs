using FundPortal.Application.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Identity;

internal static class IdentityServices
{
    /// <summary>
    /// ASP.NET Core Identity keeps people and hashes passwords. Its sign-in, token providers and authenticator are not used: see
    /// <see cref="TotpVerifier"/> and <see cref="SignIn"/>.
    /// </summary>
    public static void AddPeople(this IServiceCollection services)
    {
        services
            .AddIdentityCore<Person>(options =>
            {
                options.User.RequireUniqueEmail = false;
                // A name is for typing: ASCII letters, digits and a few signs, so that no two look alike.
                options.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
            })
            .AddEntityFrameworkStores<PortalDbContext>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        services.AddSingleton<TotpSecrets>();
        services.AddScoped<TotpVerifier>();
        services.AddScoped<Proof>();
        services.AddScoped<RecoveryCodes>();
        services.AddScoped<SignIn>();
        services.AddScoped<FirstAdministrator>();
        services.AddScoped<Demo.DemoGroup>();
        services.AddScoped<Demo.DemoChannels>();
    }
}
