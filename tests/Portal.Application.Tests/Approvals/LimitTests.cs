using FundPortal.Application.Approvals;
using FundPortal.Application.Payments;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Approvals;

public sealed class LimitTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_counts_from_the_second_persons_code_on_and_until_its_end_is_confirmed()
    {
        await using var t = await Treasury.CreateAsync();
        var (one, two) = await OwnersAsync(t);
        var id = (await SaveAsync(t, one, Account(t, one, "1,000.00"))).Value;
        Assert.Empty(await ForAsync(t));
        var row = await RowAsync(t, one);
        Assert.False(row.MayConfirm);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("second_person", (await DecideAsync(t, one, id, row.Revision)).Refusal?.Code);
        Assert.NotNull((await DecideAsync(t, two, id, row.Revision, code: "000000")).Refusal);
        Assert.True((await RowAsync(t, two)).MayConfirm);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Refusal.Conflict, (await DecideAsync(t, two, id, row.Revision - 1)).Refusal);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await DecideAsync(t, two, id, row.Revision)).Refusal);
        Assert.Equal(1_000_00, Assert.Single(await ForAsync(t)).Terms!.AmountMinor);

        // A change waits while the old terms hold; refused, they stay.
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        row = await RowAsync(t, one);
        var change = Account(t, two, "9,000.00") with { Id = id, Revision = row.Revision };
        Assert.Null((await SaveAsync(t, two, change)).Refusal);
        Assert.Equal(Refusal.Conflict, (await SaveAsync(t, one, change with { Code = t.Code(one) })).Refusal);
        Assert.Equal(1_000_00, Assert.Single(await ForAsync(t)).Terms!.AmountMinor);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await DecideAsync(t, one, id, (await RowAsync(t, one)).Revision, isConfirmed: false)).Refusal);
        Assert.Equal(1_000_00, Assert.Single(await ForAsync(t)).Terms!.AmountMinor);

        // So does its end.
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        row = await RowAsync(t, one);
        Assert.Null((await SaveAsync(t, one, change with { Terms = null, Code = t.Code(one), Revision = row.Revision })).Refusal);
        Assert.Single(await ForAsync(t));
        Assert.Null((await DecideAsync(t, two, id, (await RowAsync(t, two)).Revision)).Refusal);
        Assert.Empty(await ForAsync(t));
        Assert.Empty((await ListAsync(t, one)).Rows);
        Assert.Equal(
            ["limit.proposed", "limit.confirmed", "limit.proposed", "limit.refused", "limit.end_proposed", "limit.confirmed"],
            await t.Database.UseAsync(db =>
                db.AuditEntries.Where(e => e.Subject == $"limit:{id}").OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Ct)
            )
        );
        Assert.Equal(
            ["limit_change_waits", "limit_change_decided", "limit_change_waits"],
            (
                await t.Database.UseAsync(db =>
                    db.Notices.Where(n => n.PersonId == two.PersonId).OrderBy(n => n.Id).Select(n => n.Kind).ToListAsync(Ct)
                )
            )
        );
    }

    [Fact]
    public async Task Hard_limits_refuse_a_payment_and_soft_ones_add_a_level()
    {
        await using var t = await Treasury.CreateAsync();
        var (one, two) = await OwnersAsync(t);
        await InForceAsync(t, one, two, Account(t, one, "1,000.00"));
        await InForceAsync(
            t,
            one,
            two,
            new(
                null,
                "maker a day",
                LimitSubject.Person,
                t.Maker.PersonId,
                new(LimitPeriod.Day, "500.00", new LimitLevel("deputy", new Signers([Role.Approver], []), 1)),
                ""
            )
        );
        await InForceAsync(
            t,
            one,
            two,
            new(null, "payee a month", LimitSubject.Payee, t.Payee.PublicId, new(LimitPeriod.Month, "5,000.00", null), "")
        );

        var saved = await t.SaveAsync(t.Entry("1000.01"));
        Assert.Equal("limit_exceeded", Reason(await t.SubmitAsync(saved.Value.Id, saved.Value.Version)));
        Assert.Single((await t.LoadAsync(await t.SubmittedAsync("400"))).Route);
        Assert.Equal(
            ["cashier", "deputy"],
            (await t.LoadAsync(await t.SubmittedAsync("101"))).Route.Select(level => level.Rule.Name),
            StringComparer.Ordinal
        );
        // Four more of a thousand fit the payee's month, a fifth does not.
        for (var i = 0; i < 4; i++)
            await t.SubmittedAsync((1000 - i).ToString(System.Globalization.CultureInfo.InvariantCulture));
        saved = await t.SaveAsync(t.Entry("996"));
        Assert.Equal("limit_exceeded", Reason(await t.SubmitAsync(saved.Value.Id, saved.Value.Version)));
    }

    [Fact]
    public async Task E8_of_twenty_payments_of_sixty_percent_of_the_day_at_once_one_passes()
    {
        await using var t = await Treasury.CreateAsync();
        var (one, two) = await OwnersAsync(t);
        await InForceAsync(
            t,
            one,
            two,
            new(null, "a day", LimitSubject.Account, t.Group.NorthCny.PublicId, new(LimitPeriod.Day, "10,000.00", null), "")
        );
        var saved = new List<SavePayment.Saved>();
        for (var i = 0; i < 20; i++)
            saved.Add((await t.SaveAsync(t.Entry("6000", reference: $"R{i}") with { DuplicateReason = "another" })).Value);
        var results = await Task.WhenAll(saved.Select(s => Task.Run(() => t.SubmitAsync(s.Id, s.Version))));
        Assert.Single(results, result => result.IsOk);
    }

    [Fact]
    public async Task Whoever_changes_or_files_a_colleagues_draft_is_held_to_an_own_limit()
    {
        await using var t = await Treasury.CreateAsync();
        var (one, two) = await OwnersAsync(t);
        await InForceAsync(
            t,
            one,
            two,
            new(null, "a day", LimitSubject.Person, t.OtherMaker.PersonId, new(LimitPeriod.Day, "1,000.00", null), "")
        );

        // Changed above the limit, whoever files it then.
        var draft = (await t.SaveAsync(t.Entry("10"))).Value;
        var changed = (await t.SaveAsync(t.Entry("1500"), t.OtherMaker, draft.Id, draft.Version)).Value;
        Assert.Equal("limit_exceeded", Reason(await t.SubmitAsync(changed.Id, changed.Version, t.OtherMaker)));
        Assert.Equal("limit_exceeded", Reason(await t.SubmitAsync(changed.Id, changed.Version)));
        // Filed only.
        var large = (await t.SaveAsync(t.Entry("1200"))).Value;
        Assert.Equal("limit_exceeded", Reason(await t.SubmitAsync(large.Id, large.Version, t.OtherMaker)));
        Assert.Null((await t.SubmitAsync(large.Id, large.Version)).Refusal);

        // What one changed counts in the sum of what one makes.
        draft = (await t.SaveAsync(t.Entry("20"))).Value;
        changed = (await t.SaveAsync(t.Entry("700"), t.OtherMaker, draft.Id, draft.Version)).Value;
        Assert.Null((await t.SubmitAsync(changed.Id, changed.Version)).Refusal);
        var own = (await t.SaveAsync(t.Entry("301"), t.OtherMaker)).Value;
        Assert.Equal("limit_exceeded", Reason(await t.SubmitAsync(own.Id, own.Version, t.OtherMaker)));
        own = (await t.SaveAsync(t.Entry("300"), t.OtherMaker, own.Id, own.Version)).Value;
        Assert.Null((await t.SubmitAsync(own.Id, own.Version, t.OtherMaker)).Refusal);
    }

    [Fact]
    public async Task Of_many_drafts_that_one_person_changes_and_others_file_at_once_the_limit_lets_one_pass()
    {
        await using var t = await Treasury.CreateAsync();
        var (one, two) = await OwnersAsync(t);
        await InForceAsync(
            t,
            one,
            two,
            new(null, "a day", LimitSubject.Person, t.OtherMaker.PersonId, new(LimitPeriod.Day, "10,000.00", null), "")
        );
        var saved = new List<SavePayment.Saved>();
        for (var i = 0; i < 8; i++)
        {
            var draft = (await t.SaveAsync(t.Entry("1", reference: $"R{i}"))).Value;
            var entry = t.Entry("6000", reference: $"R{i}") with { DuplicateReason = "another" };
            saved.Add((await t.SaveAsync(entry, t.OtherMaker, draft.Id, draft.Version)).Value);
        }
        var results = await Task.WhenAll(saved.Select(s => Task.Run(() => t.SubmitAsync(s.Id, s.Version))));
        Assert.Single(results, result => result.IsOk);
    }

    [Fact]
    public async Task What_cannot_be_a_limit_is_refused_at_its_field()
    {
        await using var t = await Treasury.CreateAsync();
        var (one, _) = await OwnersAsync(t);
        var good = Account(t, one, "1,000.00");
        LimitLevel Level(string name, int quorum, params Role[] roles) => new(name, new Signers(roles, []), quorum);
        SaveLimit.Command With(LimitLevel level) => good with { Terms = good.Terms! with { Level = level } };

        Assert.Equal("amount_positive", Reason(await SaveAsync(t, one, good with { Terms = good.Terms! with { Amount = "0" } })));
        Assert.Equal("amount_format", Reason(await SaveAsync(t, one, good with { Terms = good.Terms! with { Amount = "1e3" } })));
        Assert.Equal("unknown", Reason(await SaveAsync(t, one, good with { Terms = good.Terms! with { Period = (LimitPeriod)99 } })));
        Assert.Equal("name_length", Reason(await SaveAsync(t, one, good with { Name = "" })));
        Assert.Equal("required", Reason(await SaveAsync(t, one, good with { Terms = null })));
        Assert.Equal("unknown", Reason(await SaveAsync(t, one, good with { SubjectId = Guid.NewGuid() })));
        Assert.Equal("name_length", Reason(await SaveAsync(t, one, With(Level("", 1, Role.Approver)))));
        Assert.Equal("size_range", Reason(await SaveAsync(t, one, With(Level("x", 0, Role.Approver)))));
        Assert.Equal("too_few_signers", Reason(await SaveAsync(t, one, With(Level("x", 9, Role.Approver)))));
        Assert.Equal("too_few_signers", Reason(await SaveAsync(t, one, With(Level("x", 1, Role.FinanceStaff)))));
        Assert.Empty((await ListAsync(t, one)).Rows);

        // An account outside the scope is unknown, and so is its limit.
        Assert.Null((await SaveAsync(t, one, good)).Refusal);
        var south = await t.PersonAsync("south", Role.PolicyOwner, t.Group.South);
        Assert.Equal("unknown", Reason(await SaveAsync(t, south, good with { Code = t.Code(south) })));
        var row = await RowAsync(t, one);
        Assert.Equal(Refusal.NotFound, (await DecideAsync(t, south, row.Id, row.Revision)).Refusal);
        Assert.Empty((await ListAsync(t, south)).Rows);
    }

    private static async Task InForceAsync(Treasury t, Actor one, Actor two, SaveLimit.Command command)
    {
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var id = (await SaveAsync(t, one, command with { Code = t.Code(one) })).Value;
        var row = (await ListAsync(t, two)).Rows.Single(r => r.Id == id);
        Assert.Null((await DecideAsync(t, two, id, row.Revision)).Refusal);
    }

    private static async Task<(Actor, Actor)> OwnersAsync(Treasury t) =>
        (await t.PersonAsync("owner one", Role.PolicyOwner), await t.PersonAsync("owner two", Role.PolicyOwner));

    private static SaveLimit.Command Account(Treasury t, Actor actor, string amount) =>
        new(null, "each payment", LimitSubject.Account, t.Group.NorthCny.PublicId, new(LimitPeriod.Payment, amount, null), t.Code(actor));

    private static string? Reason<T>(Result<T> result) => result.Refusal?.Args is [_, string reason, ..] ? reason : result.Refusal?.Code;

    private static Task<Result<Guid>> SaveAsync(Treasury t, Actor actor, SaveLimit.Command command) =>
        t.Database.RunAsync((SaveLimit u) => u.HandleAsync(command, actor, Ct));

    private static Task<Result<Done>> DecideAsync(
        Treasury t,
        Actor actor,
        Guid id,
        int revision,
        bool isConfirmed = true,
        string? code = null
    ) => t.Database.RunAsync((DecideLimit u) => u.HandleAsync(new(id, isConfirmed, revision, code ?? t.Code(actor)), actor, Ct));

    private static async Task<ListLimits.Answer> ListAsync(Treasury t, Actor actor) =>
        (await t.Database.RunAsync((ListLimits u) => u.HandleAsync(new(), actor, Ct))).Value;

    private static async Task<ListLimits.Row> RowAsync(Treasury t, Actor actor) => (await ListAsync(t, actor)).Rows.Single();

    private static Task<IReadOnlyList<PaymentLimit>> ForAsync(Treasury t) =>
        t.Database.RunAsync((Limits l) => l.ForAsync([t.Maker.PersonId], t.Group.NorthCny.Id, t.Payee.Id, Ct));
}
