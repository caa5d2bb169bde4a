using FundPortal.Application.Payees;
using FundPortal.Application.Tests.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Tests.Payees;

public sealed class PayeeListTests
{
    [Fact]
    public async Task Payees_come_by_name_a_page_at_a_time_and_all_of_them_once()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var names = new[] { "B", "a", "B", "公司", "A", "b", "B" };
        foreach (var name in names)
            await desk.PayeeAsync(maker, name: name);

        var seen = new List<ListPayees.Row>();
        Guid? after = null;
        do
        {
            var page = (await List(desk, maker, new(After: after, Size: 2))).Value;
            seen.AddRange(page.Rows);
            after = page.Next;
        } while (after is not null);

        Assert.Equal("A B B B a b 公司", string.Join(' ', seen.Select(row => row.Name)));
        Assert.Equal(names.Length, seen.Select(row => row.Id).Distinct().Count());
        Assert.Equal("cursor_format", (await List(desk, maker, new(After: Guid.NewGuid()))).Refusal!.Args[1]);
        Assert.Equal("size_range", (await List(desk, maker, new(Size: 0))).Refusal!.Args[1]);
        Assert.Equal("text_too_long", (await List(desk, maker, new(new string('x', 201)))).Refusal!.Args[1]);
    }

    [Theory]
    [InlineData("模具", "模具公司")]
    [InlineData("1001 2002", "Other 模具公司")]
    [InlineData("3003", "")]
    [InlineData("%", "")]
    [InlineData("lder", "Other 模具公司")]
    public async Task A_filter_finds_names_holders_and_numbers(string text, string found)
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        await desk.PayeeAsync(maker, name: "模具公司");
        await desk.PayeeAsync(maker, name: "Other");

        var rows = (await List(desk, maker, new(text))).Value.Rows;
        Assert.Equal(found, string.Join(' ', rows.Select(r => r.Name)));
    }

    [Fact]
    public async Task A_payment_is_offered_only_the_payees_that_its_account_can_pay()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var group = desk.Group;
        var all = await desk.PersonAsync(Role.FinanceStaff, group.Holding);
        await desk.PayeeAsync(all, group.Holding, name: "Everybody's");
        await desk.PayeeAsync(all, group.North, name: "North's");
        await desk.PayeeAsync(all, group.South, name: "South's");

        var rows = (await List(desk, all, new(PayableFrom: group.NorthCny.PublicId))).Value.Rows;
        Assert.Equal("Everybody's North's", string.Join(' ', rows.Select(r => r.Name)));
        var south = await desk.PersonAsync(Role.FinanceStaff, group.South);
        Assert.Equal("account_unknown", (await List(desk, south, new(PayableFrom: group.NorthCny.PublicId))).Refusal!.Args[1]);
    }

    [Fact]
    public async Task Payees_of_one_account_name_each_other_as_far_as_the_viewer_may_see()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var north = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var south = await desk.PersonAsync(Role.FinanceStaff, desk.Group.South);
        var all = await desk.PersonAsync(Role.Auditor, desk.Group.Holding);
        var first = await desk.PayeeAsync(north, name: "First");
        await desk.PayeeAsync(south, desk.Group.South, PayeeDesk.Old with { AccountNumber = "10012002" }, "Second");
        await desk.PayeeAsync(north, details: PayeeDesk.New, name: "Third");

        Assert.Equal("Second+0 First+0 none", await Shared(all));
        Assert.Equal("+1 none", await Shared(north));
        Assert.Equal(["Second"], (await desk.ShowAsync(all, first.Id)).Shared.Names);
        var typed = new CheckBankDetails.Query(PayeeDesk.New with { AccountNumber = "1001/2002" }, "x");
        var answer = (await desk.Group.AskAsync<CheckBankDetails, CheckBankDetails.Query, CheckBankDetails.Answer>(typed, north)).Value;
        Assert.Equal((1, "First"), (answer.Shared.Hidden, Assert.Single(answer.Shared.Names)));
        Assert.Equal("creditCode", Assert.Single(answer.Faults).Args[0]);
        var own = await desk.Group.AskAsync<CheckBankDetails, CheckBankDetails.Query, CheckBankDetails.Answer>(
            typed with
            {
                Payee = first.Id,
            },
            north
        );
        Assert.Empty(own.Value.Shared.Names);

        async Task<string> Shared(Actor who) =>
            string.Join(
                ' ',
                (await List(desk, who, new())).Value.Rows.Select(r =>
                    r.Shared.IsShared ? $"{string.Join(',', r.Shared.Names)}+{r.Shared.Hidden}" : "none"
                )
            );
    }

    private static Task<Result<ListPayees.Page>> List(PayeeDesk desk, Actor who, ListPayees.Query query) =>
        desk.Group.AskAsync<ListPayees, ListPayees.Query, ListPayees.Page>(query, who);
}
