using FundPortal.Application.Audit;
using FundPortal.Application.Statements;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Statements;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Statements;

/// <summary>From the database to a file and back.</summary>
public sealed class StatementUseCaseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StatementFormat.Xlsx)]
    [InlineData(StatementFormat.Csv)]
    public async Task An_exported_statement_is_genuine_and_its_entry_of_the_audit_chain_is_an_anchor(StatementFormat format)
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var auditor = await group.PersonAsync(Role.Auditor, [group.Holding]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [.. Enumerable.Range(1, 10).Select(i => Entry(1 + i, i))])));
        var request = new StatementRequest([group.NorthCny.PublicId], Day1, Day1.AddDays(5));

        var preview = await Ask((PreviewStatement u) => u.HandleAsync(request, me, Ct));
        await using var export = await Ask((ExportStatement u) => u.HandleAsync(new(request, format, StatementLanguage.Chinese), me, Ct));
        var answer = await Ask((VerifyStatement u) => u.HandleAsync(new(export.Content, export.FileName), me, Ct));

        Assert.NotNull(preview);
        Assert.True(answer.IsGenuine);
        var anchor = answer.File.Anchor!;
        Assert.Equal(AnchorVerdict.Agrees, await Ask((CheckAnchor u) => u.HandleAsync(new(anchor.Seq, anchor.Hash), auditor, Ct)));

        async Task<T> Ask<TUseCase, T>(Func<TUseCase, Task<Result<T>>> ask)
            where TUseCase : notnull => (await group.Database.RunAsync(ask)).Value;
    }
}
