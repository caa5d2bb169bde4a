using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>Where a person's notices are sent; empty: nowhere.</summary>
public sealed class SetEmail(PortalDbContext db, IAudit audit) : IUseCase<SetEmail.Command, Done>
{
    public sealed record Command(Guid Person, string? Email);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        var email = MasterData.Blank(input.Email);
        if (email is not null && !Mailer.IsAddress(email))
            return Refusal.Invalid("email", "email_form");
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == input.Person, ct);
        if (person is null)
            return Refusal.NotFound;
        audit.Append(actor, "person.email_set", $"person:{person.Id}", new { before = person.Email, after = email });
        (person.Email, person.NormalizedEmail) = (email, email?.ToUpperInvariant());
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
