using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>An administrator where nobody is yet: there is no default account. Called by the command line and the set-up page.</summary>
public sealed class FirstAdministrator(PortalDbContext db, CreatePerson create)
{
    public Task<bool> IsNeededAsync(CancellationToken ct) => db.Users.AllAsync(_ => false, ct);

    /// <returns>Refused as not found when somebody exists already.</returns>
    public async Task<Result<CreatePerson.Created>> CreateAsync(string userName, string displayName, string password, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        if (!await IsNeededAsync(ct))
            return Refusal.NotFound;
        var created = await create.HandleAsync(new(userName, displayName, [Role.Administrator], password), Actor.System, ct);
        if (created.IsOk)
            await write.CommitAsync(ct);
        return created;
    }
}
