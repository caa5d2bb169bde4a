using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>The checks of a payee while it is typed: the same as when it is saved, all of them at once, nothing stored.</summary>
public sealed class CheckBankDetails(PortalDbContext db) : IUseCase<CheckBankDetails.Query, CheckBankDetails.Answer>
{
    /// <param name="Payee">The one whose details are to change; null for a new one.</param>
    public sealed record Query(BankDetails Details, string? CreditCode = null, Guid? Payee = null);

    /// <param name="Faults">Each names its field.</param>
    /// <param name="IsOddCard">The number is as long as a card's and its last digit is wrong. A warning.</param>
    public sealed record Answer(IReadOnlyList<Refusal> Faults, bool IsOddCard, SharedAccount Shared);

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePayees))
            return Refusal.Forbidden;
        var details = BankDetailsCheck.Tidy(input.Details);
        var faults = BankDetailsCheck.Faults(details).ToList();
        if (MasterData.Blank(input.CreditCode)?.ToUpperInvariant() is { } code && !CreditCodeCheck.IsValid(code))
            faults.Add(Refusal.Invalid("creditCode", "credit_code_check"));
        var self = input.Payee is { } id
            ? await db.PayeesVisibleTo(actor).Where(payee => payee.PublicId == id).Select(payee => (int?)payee.Id).SingleOrDefaultAsync(ct)
            : null;
        var shared = await db.SharedAsync(actor, BankDetailsCheck.AccountKey(details.AccountNumber), self, ct);
        return new Answer(faults, BankDetailsCheck.IsOddCard(details.AccountNumber), shared);
    }
}
