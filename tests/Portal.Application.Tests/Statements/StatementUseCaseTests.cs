using FundPortal.Application.Audit;
using FundPortal.Application.Statements;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Statements;
using Microsoft.EntityFrameworkCore;
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

    [Theory]
    [InlineData(StatementFormat.Xlsx)]
    [InlineData(StatementFormat.Csv)]
    [InlineData(StatementFormat.Camt)]
    public async Task A_statement_that_is_sent_while_it_is_made_is_the_whole_file(StatementFormat format)
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [.. Enumerable.Range(1, 10).Select(i => Entry(1 + i, i))])));
        using var sent = new MemoryStream();
        var heads = new List<ExportStatement.Head>();

        var export = await ExportAsync(group, me, format, Open);

        Assert.Equal(0, export.Value.Content.Length);
        var head = Assert.Single(heads);
        Assert.Equal(export.Value.FileName, head.FileName);
        Assert.Equal(format is StatementFormat.Camt ? sent.Length : null, head.Length);
        if (format is StatementFormat.Camt)
            return;
        sent.Position = 0;
        Assert.True(
            (await group.Database.RunAsync((VerifyStatement u) => u.HandleAsync(new(sent, head.FileName), me, Ct))).Value.IsGenuine
        );
        Assert.Equal(["statement.begun", "statement.exported"], await ActionsAsync(group));

        Stream Open(ExportStatement.Head told)
        {
            heads.Add(told);
            return sent;
        }
    }

    [Fact]
    public async Task Whoever_cuts_a_statement_off_has_left_a_trace_and_holds_nothing_that_opens()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [.. Enumerable.Range(1, 10).Select(i => Entry(1 + i, i))])));
        await using var cut = new CutOff();

        await Assert.ThrowsAsync<IOException>(() => ExportAsync(group, me, StatementFormat.Xlsx, _ => cut));

        Assert.Equal("statement.begun", (await ActionsAsync(group))[0]);
        cut.Position = 0;
        Assert.Throws<InvalidDataException>(() => new System.IO.Compression.ZipArchive(cut));
    }

    private static Task<Result<ExportStatement.Exported>> ExportAsync(
        Group group,
        Actor me,
        StatementFormat format,
        Func<ExportStatement.Head, Stream> open
    )
    {
        var request = new StatementRequest([group.NorthCny.PublicId], Day1, Day1.AddDays(5));
        return group.Database.RunAsync((ExportStatement u) => u.HandleAsync(new(request, format, StatementLanguage.English, open), me, Ct));
    }

    private static Task<string[]> ActionsAsync(Group group) =>
        group.Database.UseAsync(db =>
            db.AuditEntries.Where(e => e.Action == "statement.begun" || e.Action == "statement.exported")
                .OrderBy(e => e.Seq)
                .Select(e => e.Action)
                .ToArrayAsync(Ct)
        );

    /// <summary>A browser that goes away when the last bytes come.</summary>
    private sealed class CutOff : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span[..(buffer.Length / 2)]);
            throw new IOException("The browser went away.");
        }
    }
}
