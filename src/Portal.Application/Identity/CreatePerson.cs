using System.Security.Cryptography;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>A new person with roles and a temporary password that is shown once; the person chooses an own one at the first sign-in.</summary>
public sealed class CreatePerson(
    PortalDbContext db,
    UserManager<Person> people,
    PasswordHashing passwords,
    IAudit audit,
    TimeProvider clock
) : IUseCase<CreatePerson.Command, CreatePerson.Created>
{
    /// <param name="UserName">Lower-case ASCII letters, digits, dot, dash, underscore; 3 to 50.</param>
    /// <param name="Password">Null for a temporary one made here.</param>
    public sealed record Command(string UserName, string DisplayName, IReadOnlyList<Role> Roles, string? Password = null);

    public sealed record Created(Guid Person, string? TemporaryPassword);

    private const string TemporaryAlphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public async Task<Result<Created>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        var userName = (input.UserName ?? "").Trim();
        var displayName = (input.DisplayName ?? "").Trim();
        if (userName.Length is < 3 or > 50 || !userName.All(people.Options.User.AllowedUserNameCharacters.Contains))
            return Refusal.Invalid("userName", "user_name_form");
        if (displayName.Length is 0 or > 100)
            return Refusal.Invalid("displayName", "length_1_to", 100);
        if (Duties.Conflict(input.Roles) is { } pair)
            return new Refusal("roles_conflict", pair.Item1, pair.Item2);
        if (input.Password is { } given && PasswordRules.Check(given, userName, displayName) is { } weak)
            return weak;
        var normalized = people.NormalizeName(userName);
        if (await db.Users.AnyAsync(p => p.NormalizedUserName == normalized, ct))
            return Refusal.Invalid("userName", "taken");

        var temporary = input.Password is null ? MakeTemporaryPassword() : null;
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            UserName = userName,
            NormalizedUserName = normalized,
            DisplayName = displayName,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            MustChangePassword = temporary is not null,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        person.PasswordHash = passwords.Hash(person, temporary ?? input.Password!);
        db.Users.Add(person);
        db.PersonRoles.AddRange(input.Roles.Distinct().Select(role => new PersonRole { PersonId = person.Id, Role = role }));
        audit.Append(
            actor,
            "person.created",
            $"person:{person.Id}",
            new
            {
                userName,
                displayName,
                roles = input.Roles,
            }
        );
        await db.SaveChangesAsync(ct);
        return new Created(person.Id, temporary);
    }

    /// <summary>16 of 56 characters that are not mistaken for each other: 93 random bits.</summary>
    internal static string MakeTemporaryPassword() => RandomNumberGenerator.GetString(TemporaryAlphabet, 16);
}
