using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>
/// For a person who forgot the password: a temporary one, shown once, to be changed at the next sign-in. The second factor stays, so an
/// administrator cannot sign in as that person. Sessions and lock-outs end.
/// </summary>
public sealed class ResetPassword(PortalDbContext db, PasswordHashing passwords, IAudit audit) : IUseCase<ResetPassword.Command, string>
{
    public sealed record Command(Guid Person);

    public async Task<Result<string>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        if (input.Person == actor.PersonId)
            return new Refusal("not_oneself");
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == input.Person, ct);
        if (person is null)
            return Refusal.NotFound;
        var temporary = CreatePerson.MakeTemporaryPassword();
        person.PasswordHash = passwords.Hash(person, temporary);
        person.MustChangePassword = true;
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        db.TryCounts.RemoveRange(await db.TryCounts.Where(count => count.PersonId == person.Id).ToListAsync(ct));
        audit.Append(actor, "password.reset", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return temporary;
    }
}
