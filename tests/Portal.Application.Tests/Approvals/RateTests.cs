using FundPortal.Application.Approvals;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Approvals;

public sealed class RateTests
{
    private static readonly SaveRate.Command Dollar = new("USD", "CNY", 7_12340000, new DateOnly(2026, 3, 2), "central bank, 2 March 2026");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rate_counts_when_a_second_person_has_confirmed_it_with_a_code()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await EnterAsync(desk, Dollar);
        Assert.Equal("rate_missing", (await ConvertAsync(desk)).Refusal!.Code);

        Assert.Equal("rate_second_person", (await ConfirmAsync(desk, desk.Chen, id)).Refusal!.Code);
        var wrong = await desk.AskAsync((ConfirmRates u) => u.HandleAsync(new([id], "12345"), desk.Sun, Ct));
        Assert.Same(SignIn.WrongCode, wrong.Refusal);
        Assert.True((await ConfirmAsync(desk, desk.Sun, id)).IsOk);

        Assert.Equal(7_13, (await ConvertAsync(desk)).Value.Minor);
        Assert.Equal("rate_confirmed", (await ConfirmAsync(desk, desk.Sun, id)).Refusal!.Code);
        Assert.Equal("rate_confirmed", (await desk.AskAsync((RemoveRate u) => u.HandleAsync(new(id), desk.Chen, Ct))).Refusal!.Code);
        var trail = await desk.Group.Database.UseAsync(db =>
            db.AuditEntries.Where(e => e.Subject == $"rate:{id}").OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Ct)
        );
        Assert.Equal(["rate.entered", "rate.confirmed"], trail, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Several_rates_are_confirmed_together_or_none_of_them()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var (one, other) = (await EnterAsync(desk, Dollar), await EnterAsync(desk, Dollar with { From = "EUR" }));
        Assert.Same(Refusal.NotFound, (await ConfirmAsync(desk, desk.Sun, one, Guid.NewGuid())).Refusal);
        Assert.Equal("too_many", (await ConfirmAsync(desk, desk.Sun)).Refusal!.Args[1]);
        Assert.All(await ListAsync(desk), row => Assert.Null(row.ConfirmedAt));
        Assert.True((await ConfirmAsync(desk, desk.Sun, one, other)).IsOk);
        Assert.All(await ListAsync(desk), row => Assert.NotNull(row.ConfirmedBy));
    }

    [Fact]
    public async Task The_list_shows_the_rate_before_beside_what_waits()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        await ConfirmAsync(desk, desk.Sun, await EnterAsync(desk, Dollar with { Date = new(2026, 2, 27), RateE8 = 7_00000000 }));
        var waiting = await EnterAsync(desk, Dollar);
        var rows = await ListAsync(desk);
        Assert.Equal((waiting, 7_00000000L, true), (rows[0].Id, rows[0].BeforeE8!.Value, rows[0].IsMine));
        Assert.True((await desk.AskAsync((RemoveRate u) => u.HandleAsync(new(waiting), desk.Sun, Ct))).IsOk);
        Assert.Single(await ListAsync(desk));
    }

    public static TheoryData<string, string, SaveRate.Command> Wrong =>
        new()
        {
            { "fromCode", "currency_unknown", Dollar with { From = "XXQ" } },
            { "toCode", "currency_unknown", Dollar with { To = "USD" } },
            { "rate", "rate_range", Dollar with { RateE8 = 0 } },
            { "rate", "rate_range", Dollar with { RateE8 = long.MaxValue } },
            { "date", "rate_date_range", Dollar with { Date = new(2026, 3, 3) } },
            { "date", "rate_date_range", Dollar with { Date = new(2025, 2, 28) } },
            { "source", "length_1_to", Dollar with { Source = " " } },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_rate_is_refused_by_field(string field, string reason, SaveRate.Command command)
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var refusal = (await desk.AskAsync((SaveRate u) => u.HandleAsync(command, desk.Chen, Ct))).Refusal!;
        Assert.Equal([field, reason], refusal.Args.Take(2));
    }

    private static async Task<Guid> EnterAsync(PolicyDesk desk, SaveRate.Command command) =>
        (await desk.AskAsync((SaveRate u) => u.HandleAsync(command, desk.Chen, Ct))).Value.Id;

    private static async Task<Result<Done>> ConfirmAsync(PolicyDesk desk, Actor who, params Guid[] rates)
    {
        var code = await desk.CodeAsync(who);
        return await desk.AskAsync((ConfirmRates u) => u.HandleAsync(new(rates, code), who, Ct));
    }

    private static async Task<IReadOnlyList<ListRates.Row>> ListAsync(PolicyDesk desk) =>
        (await desk.AskAsync((ListRates u) => u.HandleAsync(new(), desk.Chen, Ct))).Value;

    private static Task<Result<RateTable.Converted>> ConvertAsync(PolicyDesk desk) =>
        desk.Group.Database.RunAsync((RateTable table) => table.ConvertAsync(new Money(1_00, Currency.Of("USD")), Currency.Cny, Ct));
}
