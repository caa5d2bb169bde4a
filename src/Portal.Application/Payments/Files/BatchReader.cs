using FundPortal.Application.Data;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Payees;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Files;

/// <summary>A file read against an account and the directory of payees.</summary>
/// <param name="Rows">In the file's order.</param>
internal sealed record Batch(PaymentFile File, Account Account, IReadOnlyList<BatchLine> Rows);

/// <param name="Payee">Null in a payroll, and where none was found.</param>
/// <param name="Problems">The file's and those found against account and directory.</param>
internal sealed record BatchLine(PaymentFileRow Row, Payee? Payee, IReadOnlyList<CellProblem> Problems);

/// <summary>
/// Reads a file for an account: each row's payee is one of the directory with that account name and number that the account can pay. The
/// money goes to the directory's bank details, so where the file says others it is wrong.
/// </summary>
public sealed class BatchReader(PortalDbContext db, PaymentEntryReader entries, TimeProvider clock)
{
    /// <summary>The file alone; takes a second for a large one, so not inside a write.</summary>
    internal static async Task<Result<PaymentFile>> ParseAsync(byte[] bytes, Actor actor, CancellationToken ct)
    {
        try
        {
            var file = await Task.Run(() => PaymentFileReader.Read(bytes), ct);
            return file.Type == PaymentType.Payroll && !actor.May(Permission.SeePayroll) ? Refusal.Forbidden : file;
        }
        catch (UnreadableFileException error)
        {
            return Refusal.Invalid("file", Reason(error.Problem.Code));
        }
    }

    internal async Task<Result<Batch>> MatchAsync(PaymentFile file, Guid accountId, Actor actor, CancellationToken ct)
    {
        var account = await db.AccountsVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(a => a.PublicId == accountId, ct);
        if (account is null)
            return Refusal.Invalid("account", "account_unknown");
        if (account.Status != AccountStatus.Active)
            return Refusal.Invalid("account", "account_closed");
        var payees = await PayeesAsync(file, account, actor, ct);
        return new Batch(file, account, [.. file.Rows.Select(row => Line(row, file.Type, account, payees))]);
    }

    private async Task<ILookup<(string Name, string Key), Payee>> PayeesAsync(
        PaymentFile file,
        Account account,
        Actor actor,
        CancellationToken ct
    )
    {
        // A payroll's employees stand in no directory.
        var rows = file.Type == PaymentType.Payroll ? [] : file.Rows;
        var keys = rows.Select(row => BankDetailsCheck.AccountKey(row.To.AccountNumber)).Distinct(StringComparer.Ordinal).ToArray();
        var found = await db.PayeesVisibleTo(actor)
            .PayableFrom(db, account)
            .AsNoTracking()
            .Where(payee => EF.Parameter(keys).Contains(payee.AccountKey))
            .ToListAsync(ct);
        // Of two directories the one of the payer itself comes first.
        return found
            .OrderBy(payee => payee.LegalEntityId == account.LegalEntityId ? 0 : 1)
            .ThenBy(payee => payee.Id)
            .ToLookup(payee => (payee.Details.AccountName, payee.AccountKey));
    }

    private BatchLine Line(PaymentFileRow row, PaymentType type, Account account, ILookup<(string Name, string Key), Payee> payees)
    {
        var problems = new List<CellProblem>(row.Problems);
        if (row.Amount is { } amount && amount.Currency != account.Currency)
            Add(
                type == PaymentType.Payroll ? PayColumn.Amount : PayColumn.Currency,
                Refusal.Invalid(PayColumn.Currency, "currency_not_accounts", account.CurrencyCode)
            );
        if (type == PaymentType.Payroll)
            return new(row, null, problems);
        var late = new List<Refusal>();
        entries.CheckDay(row.PayOn, late);
        foreach (var wrong in late)
            Add(PayColumn.PayOn, wrong);
        var payee = payees[(row.To.AccountName, BankDetailsCheck.AccountKey(row.To.AccountNumber))].FirstOrDefault();
        if (payee is null)
        {
            // Where a cell is unreadable already, that is the reason.
            if (!row.Problems.Any(p => p.Why.Args[0] is PayColumn.AccountName or PayColumn.AccountNumber))
                Add(PayColumn.AccountName, Refusal.Invalid("payee", "payee_not_in_directory"));
            return new(row, null, problems);
        }
        if (!string.Equals(payee.Details.BankCode, row.To.BankCode, StringComparison.Ordinal))
            Add(PayColumn.BankCode, Refusal.Invalid(PayColumn.BankCode, "payee_bank_differs", payee.Details.BankCode ?? "–"));
        if (!string.Equals(payee.Details.Country, row.To.Country, StringComparison.Ordinal))
            Add(PayColumn.Country, Refusal.Invalid(PayColumn.Country, "payee_bank_differs", payee.Details.Country));
        var now = clock.GetUtcNow().UtcDateTime;
        if (payee.IsBlocked)
            Add(PayColumn.AccountName, Refusal.Invalid("payee", "payee_blocked"));
        else if (row.PayOn is null && payee.WhyUnusable(now) is not null)
            Add(PayColumn.AccountName, Refusal.Invalid("payee", "payee_cooling_off"));
        return new(row, payee, problems);

        void Add(string field, Refusal why)
        {
            var cell = row.CellOf(field);
            if (!problems.Exists(p => string.Equals(p.Cell, cell, StringComparison.Ordinal) && Equals(p.Why.Args[0], why.Args[0])))
                problems.Add(new(cell, why));
        }
    }

    /// <summary>An archive's own faults are told as the workbook's.</summary>
    private static string Reason(string code) =>
        code switch
        {
            "zip_too_large" or "zip_too_many_entries" => "file_too_large",
            _ when code.StartsWith("file_", StringComparison.Ordinal) => code,
            _ => "file_damaged",
        };
}
