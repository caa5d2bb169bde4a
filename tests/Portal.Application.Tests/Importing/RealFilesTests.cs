using FundPortal.Application.Importing;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Importing;

public sealed class RealFilesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Real_files_are_stored_once_known_the_second_time_and_undone_without_a_trace_in_rows()
    {
        Assert.SkipWhen(SharedData.Folder is null, "There is no folder of real bank files here.");
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var accounts = new Dictionary<string, Account>(StringComparer.Ordinal);
        var imports = new List<Guid>();
        var entries = 0;

        foreach (var file in await ReadAllAsync())
        {
            var input = new ImportInput(file, Account: await PrepareAsync(group, accounts, file), IncludeDoubtful: true);
            var preview = (await group.PreviewAsync(me, input));
            Assert.True(preview.CanStore, $"{file.FileName}: {string.Join(' ', preview.Files[0].Problems.Select(p => p.Code))}");
            var command = new StoreImport.Command([input], [.. Differences(file)]);
            var first = (await group.StoreAsync(me, command)).Value.Single();
            var second = (await group.StoreAsync(me, command)).Value.Single();
            var statements = preview.Files[0].Statements;
            Assert.Equal(statements.Sum(s => s.New + s.Doubtful), first.New);
            Assert.Equal(statements.Sum(s => s.Known), first.Known);
            Assert.Equal((0, true), (second.New, second.WasKnown));
            if (first.Import is { } import)
                imports.Add(import);
            entries += first.New;
        }

        Assert.True(imports.Count > 50, $"Only {imports.Count} files were stored.");
        var rows = await group.RowsAsync();
        Assert.Equal(entries, rows.Count);
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines(await group.TotalsAsync()));
        TestContext.Current.SendDiagnosticMessage($"{imports.Count} real files, {entries} entries, {accounts.Count} accounts");

        foreach (var import in Enumerable.Reverse(imports))
            Assert.True((await group.UndoAsync(me, import)).IsOk);
        Assert.Empty(await group.RowsAsync());
        Assert.Empty(await group.TotalsAsync());
        Assert.Equal(0, await group.Database.UseAsync(db => db.AccountBalances.CountAsync(Ct)));
        Assert.True(await group.Database.UseAsync(db => db.Accounts.AllAsync(a => a.BaseMinor == null, Ct)));
    }

    private static async Task<List<ParsedFile>> ReadAllAsync()
    {
        var files = new List<ParsedFile>();
        foreach (var folder in new[] { "camt", "mt940", "bills" })
        {
            var root = Path.Combine(SharedData.Folder!, folder);
            foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                await using var stream = System.IO.File.OpenRead(path);
                var read = await FileReader.ReadAsync(stream, Path.GetFileName(path), Ct);
                files.AddRange(
                    read.Where(file => file.Errors.Count == 0 && file.Statements.Any(s => StatementLimits.DaysOf(s) is not null))
                );
            }
        }
        return files;
    }

    /// <summary>Opens the accounts that the file names; one of its own for a file that names none.</summary>
    private static async Task<Guid?> PrepareAsync(Group group, Dictionary<string, Account> accounts, ParsedFile file)
    {
        Guid? chosen = null;
        foreach (var statement in file.Statements)
        {
            var number = string.Concat(statement.AccountNumber.Where(c => !char.IsWhiteSpace(c)));
            var currency = statement.CurrencyCode.Length > 0 ? statement.CurrencyCode : "EUR";
            var key = number.Length > 0 ? $"{number} {currency}" : $"{file.Format} {currency}";
            if (!accounts.TryGetValue(key, out var account))
                accounts[key] = account = await group.AccountAsync(group.North, number.Length > 0 ? number : key, currency);
            if (number.Length == 0)
                chosen = account.PublicId;
        }
        return chosen;
    }

    private static IEnumerable<AcceptedDifference> Differences(ParsedFile file) =>
        file.Statements.Select((s, i) => new AcceptedDifference(file.Sha256, i, s.DifferenceMinor ?? 0)).Where(d => d.DifferenceMinor != 0);
}
