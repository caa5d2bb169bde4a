using FundPortal.Application.Approvals;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Approvals;

/// <summary>How a policy comes in force: two people, a fresh code of each, and the content that both saw.</summary>
public sealed class PolicyConsentTests
{
    private static readonly ApprovalPolicy One = PolicyDesk.Policy(PolicyDesk.Rule("all"));

    private static readonly ApprovalPolicy Two = PolicyDesk.Policy(PolicyDesk.Rule("all", quorum: 2));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task E5_a_version_comes_in_force_by_a_second_person_and_ends_the_one_before()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var first = await desk.InForceAsync(One);
        var second = await desk.InForceAsync(Two);

        var rows = (await desk.AskAsync((ShowPolicies u) => u.HandleAsync(new(), desk.Maker, Ct))).Value;

        Assert.Equal([(second, 2, PolicyState.InForce), (first, 1, PolicyState.Superseded)], rows.Select(r => (r.Id, r.Number, r.State)));
        Assert.Equal(rows[0].InForceFrom, rows[1].InForceUntil);
        Assert.Equal(2, (await desk.Group.Database.RunAsync((PolicyInForce p) => p.LoadAsync(Ct))).Value.Policy.Rules[0].Levels[0].Quorum);
        var trail = await desk.Group.Database.UseAsync(db =>
            db.AuditEntries.Where(e => e.Subject == $"policy:{second}").OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Ct)
        );
        Assert.Equal(["policy.drafted", "policy.proposed", "policy.confirmed"], trail, StringComparer.Ordinal);
        var told = await desk.Group.Database.UseAsync(async db =>
            (await db.Notices.ToListAsync(Ct)).Select(n => (n.PersonId, n.Kind)).ToArray()
        );
        Assert.Contains((desk.Sun.PersonId, NoticeKinds.PolicyProposed), told);
        Assert.Contains((desk.Chen.PersonId, NoticeKinds.PolicyConfirmed), told);
        Assert.DoesNotContain((desk.Chen.PersonId, NoticeKinds.PolicyProposed), told);
    }

    [Fact]
    public async Task E5_neither_who_proposed_nor_who_edited_last_can_confirm()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(One, desk.Sun);
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);

        Assert.Same(PolicyRefusals.SecondPerson, (await desk.ConfirmAsync(id, desk.Chen)).Refusal);
        Assert.Same(PolicyRefusals.SecondPerson, (await desk.ConfirmAsync(id, desk.Sun)).Refusal);
        Assert.Same(PolicyRefusals.SecondPerson, (await desk.ShowAsync(id)).WhyNotConfirm);
        foreach (var other in new[] { desk.Maker, desk.Approvers[0] })
            Assert.Same(Refusal.Forbidden, (await desk.ConfirmAsync(id, other)).Refusal);
        Assert.True((await desk.ConfirmAsync(id, await desk.PersonAsync(Domain.Identity.Role.PolicyOwner))).IsOk);
    }

    [Fact]
    public async Task A9_proposing_and_confirming_take_a_fresh_code_each_good_once()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(One);
        var hash = await desk.HashAsync(id);
        var code = await desk.CodeAsync(desk.Chen);
        var (propose, confirm) = (new ProposePolicy.Command(id, hash, true, ""), new ConfirmPolicy.Command(id, hash, true, ""));

        Assert.Same(SignIn.WrongCode, (await desk.AskAsync((ProposePolicy u) => u.HandleAsync(propose, desk.Chen, Ct))).Refusal);
        var foreign = propose with { Code = await desk.SameCodeAsync(desk.Sun) };
        Assert.Same(SignIn.WrongCode, (await desk.AskAsync((ProposePolicy u) => u.HandleAsync(foreign, desk.Chen, Ct))).Refusal);
        Assert.True((await desk.AskAsync((ProposePolicy u) => u.HandleAsync(propose with { Code = code }, desk.Chen, Ct))).IsOk);

        // The code that Sun has just used elsewhere (here: for another draft) is spent.
        var used = await desk.SameCodeAsync(desk.Sun);
        var other = await desk.DraftAsync(Two, desk.Sun);
        var otherHash = await desk.HashAsync(other);
        Assert.True((await desk.AskAsync((ProposePolicy u) => u.HandleAsync(new(other, otherHash, true, used), desk.Sun, Ct))).IsOk);
        Assert.Same(
            SignIn.WrongCode,
            (await desk.AskAsync((ConfirmPolicy u) => u.HandleAsync(confirm with { Code = used }, desk.Sun, Ct))).Refusal
        );
        Assert.Equal(PolicyState.Proposed, (await desk.StoredAsync(id)).State);
        Assert.True((await desk.ConfirmAsync(id, desk.Sun)).IsOk);
    }

    [Fact]
    public async Task Consent_to_content_that_changed_since_it_was_shown_is_refused_before_a_code_is_spent()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(One);
        var seen = await desk.HashAsync(id);
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);
        var third = await desk.PersonAsync(Domain.Identity.Role.PolicyOwner);
        var version = (await desk.StoredAsync(id)).Version;
        Assert.True((await desk.AskAsync((SavePolicyDraft u) => u.HandleAsync(new(id, Two, "more", version), third, Ct))).IsOk);
        Assert.Equal(PolicyState.Draft, (await desk.StoredAsync(id)).State);
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);

        var code = await desk.CodeAsync(desk.Sun);
        var confirm = new ConfirmPolicy.Command(id, seen, true, code);
        Assert.Same(
            PolicyRefusals.ChangedSinceShown,
            (await desk.AskAsync((ConfirmPolicy u) => u.HandleAsync(confirm, desk.Sun, Ct))).Refusal
        );
        foreach (var nonsense in new[] { "", "zz", new string('0', 64) })
        {
            var guess = confirm with { Hash = nonsense };
            Assert.Same(
                PolicyRefusals.ChangedSinceShown,
                (await desk.AskAsync((ConfirmPolicy u) => u.HandleAsync(guess, desk.Sun, Ct))).Refusal
            );
        }
        var now = confirm with { Hash = await desk.HashAsync(id) };
        Assert.True((await desk.AskAsync((ConfirmPolicy u) => u.HandleAsync(now, desk.Sun, Ct))).IsOk);
    }

    [Fact]
    public async Task A_policy_that_cannot_work_is_kept_as_a_draft_and_goes_no_further()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(PolicyDesk.Policy(PolicyDesk.Rule("all", quorum: 4)));

        var refusal = (await desk.ProposeAsync(id, desk.Chen)).Refusal!;

        Assert.Equal("policy_has_errors", refusal.Code);
        Assert.Equal([1], refusal.Args);
        Assert.Equal(FindingKind.TooFewSigners, Assert.Single((await desk.ShowAsync(id)).Findings).Kind);
    }

    [Fact]
    public async Task A_policy_that_stopped_working_after_it_was_proposed_cannot_be_confirmed()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(PolicyDesk.Policy(PolicyDesk.Rule("all", quorum: 3)));
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);
        await DisableAsync(desk, desk.Approvers[0].PersonId);
        Assert.Equal("policy_has_errors", (await desk.ConfirmAsync(id, desk.Sun)).Refusal!.Code);
    }

    [Fact]
    public async Task Warnings_must_be_ticked_by_both()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(PolicyDesk.Policy(PolicyDesk.Rule("small", 1, new Condition { Amount = new(null, 100) })));

        Assert.Equal("policy_has_warnings", (await desk.ProposeAsync(id, desk.Chen, accept: false)).Refusal!.Code);
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);
        Assert.Equal("policy_has_warnings", (await desk.ConfirmAsync(id, desk.Sun, accept: false)).Refusal!.Code);
        Assert.True((await desk.ConfirmAsync(id, desk.Sun)).IsOk);
    }

    [Fact]
    public async Task Another_currency_does_not_come_in_force_while_limits_or_delegations_stand_in_the_old_one()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        await desk.InForceAsync(One);
        var now = desk.Group.Database.Clock.GetUtcNow().UtcDateTime;
        var id = await desk.DraftAsync(One with { Currency = Currency.Of("USD") });
        Assert.Null((await desk.ProposeAsync(id, desk.Chen)).Refusal);

        var limit = new PaymentLimit
        {
            Name = "a day",
            Subject = LimitSubject.Account,
            AccountId = desk.Group.NorthCny.Id,
        };
        Assert.True(limit.Propose(new(LimitPeriod.Day, 1_000_00, null), desk.Chen.PersonId, now).IsOk);
        await desk.Group.AddAsync(limit);
        var delegation = await desk.Group.AddAsync(
            new Delegation
            {
                FromId = desk.Approvers[0].PersonId,
                ToId = desk.Approvers[1].PersonId,
                FirstDay = new(2026, 3, 2),
                LastDay = new(2026, 3, 9),
                UpToMinor = 5_000_00,
                Reason = "leave",
                GivenAt = now,
            }
        );
        Assert.Equal("policy_has_errors", (await desk.ConfirmAsync(id, desk.Sun)).Refusal!.Code);
        var finding = Assert.Single((await desk.ShowAsync(id)).Findings, f => f.Kind == FindingKind.OtherCurrency);
        Assert.Equal((FindingSeverity.Error, 1, 1), (finding.Severity, finding.Have, finding.Need));
        Assert.Equal(
            "policy_has_errors",
            (await desk.ProposeAsync(await desk.DraftAsync(Two with { Currency = Currency.Of("USD") }), desk.Chen)).Refusal!.Code
        );
        // The same currency is no matter.
        Assert.DoesNotContain((await desk.ShowAsync(await desk.DraftAsync(Two))).Findings, f => f.Kind == FindingKind.OtherCurrency);

        // When the limit is taken back and the delegation is over, it comes in force.
        await desk.Group.Database.UseAsync(async db =>
        {
            Assert.True((await db.PaymentLimits.SingleAsync(Ct)).Decide(isConfirmed: false, desk.Chen.PersonId, now).IsOk);
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Equal("policy_has_errors", (await desk.ConfirmAsync(id, desk.Sun)).Refusal!.Code);
        desk.Group.Database.Clock.Advance(TimeSpan.FromDays(delegation.LastDay.DayNumber - new DateOnly(2026, 3, 2).DayNumber + 1));
        Assert.Null((await desk.ConfirmAsync(id, desk.Sun)).Refusal);
    }

    [Fact]
    public async Task E5_without_the_last_approver_the_policy_in_force_warns_and_still_asks_for_a_signature()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.InForceAsync(One);
        foreach (var approver in desk.Approvers)
            await DisableAsync(desk, approver.PersonId);

        var finding = Assert.Single((await desk.ShowAsync(id)).Findings);

        Assert.Equal((FindingKind.TooFewSigners, FindingSeverity.Error), (finding.Kind, finding.Severity));
        Assert.Equal(1, (await desk.Group.Database.RunAsync((PolicyInForce p) => p.LoadAsync(Ct))).Value.Policy.Rules[0].Levels[0].Quorum);
    }

    [Fact]
    public async Task E5_a_version_once_in_force_is_changed_by_no_use_case()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var inForce = await desk.InForceAsync(One);
        await TryEverythingAsync(desk, inForce, PolicyState.InForce);
        await desk.InForceAsync(Two);
        await TryEverythingAsync(desk, inForce, PolicyState.Superseded);
    }

    private static async Task TryEverythingAsync(PolicyDesk desk, Guid policy, PolicyState state)
    {
        var before = await desk.StoredAsync(policy);
        foreach (var who in new[] { desk.Chen, desk.Sun })
        {
            var save = await desk.AskAsync((SavePolicyDraft u) => u.HandleAsync(new(policy, Two, "x", before.Version), who, Ct));
            Assert.Same(PolicyRefusals.NotOpen, save.Refusal);
            Assert.Same(PolicyRefusals.NotDraft, (await desk.ProposeAsync(policy, who)).Refusal);
            Assert.Same(PolicyRefusals.NotProposed, (await desk.ConfirmAsync(policy, who)).Refusal);
            var refuse = await desk.AskAsync((RefusePolicy u) => u.HandleAsync(new(policy, "x", before.Version), who, Ct));
            Assert.Same(PolicyRefusals.NotProposed, refuse.Refusal);
            var withdraw = await desk.AskAsync((WithdrawPolicy u) => u.HandleAsync(new(policy, "x", before.Version), who, Ct));
            Assert.Same(PolicyRefusals.NotOpen, withdraw.Refusal);
        }
        var after = await desk.StoredAsync(policy);
        Assert.Equal((before.Content, before.Version, state), (after.Content, after.Version, after.State));
    }

    [Fact]
    public async Task Content_altered_past_the_portal_is_shown_to_nobody_as_a_policy_and_confirmed_by_nobody()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(Two);
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);
        await desk.Group.Database.UseAsync(db =>
            db.PolicyVersions.ExecuteUpdateAsync(
                set => set.SetProperty(v => v.Content, v => v.Content.Replace("\"quorum\":2", "\"quorum\":1")),
                Ct
            )
        );

        Assert.Same(PolicyRefusals.Altered, (await desk.ConfirmAsync(id, desk.Sun)).Refusal);
        Assert.Same(PolicyRefusals.Altered, (await desk.AskAsync((ShowPolicyVersion u) => u.HandleAsync(new(id), desk.Sun, Ct))).Refusal);
    }

    [Fact]
    public async Task A_refused_version_is_a_draft_with_the_reason_and_a_withdrawn_one_stays_in_the_list()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(One);
        Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);
        var version = (await desk.StoredAsync(id)).Version;
        var blank = await desk.AskAsync((RefusePolicy u) => u.HandleAsync(new(id, " ", version), desk.Sun, Ct));
        Assert.Equal(["reason", "length_1_to", 500], blank.Refusal!.Args);
        Assert.True((await desk.AskAsync((RefusePolicy u) => u.HandleAsync(new(id, "too wide", version), desk.Sun, Ct))).IsOk);

        var row = (await desk.ShowAsync(id)).Row;
        Assert.Equal((PolicyState.Draft, "too wide", null), (row.State, row.Answer, row.ProposedBy));
        version = (await desk.StoredAsync(id)).Version;
        Assert.True((await desk.AskAsync((WithdrawPolicy u) => u.HandleAsync(new(id, "no need", version), desk.Chen, Ct))).IsOk);
        Assert.Equal(PolicyState.Withdrawn, (await desk.StoredAsync(id)).State);
        Assert.Same(
            Refusal.NotFound,
            (await desk.AskAsync((WithdrawPolicy u) => u.HandleAsync(new(Guid.NewGuid(), "x", 0), desk.Chen, Ct))).Refusal
        );
    }

    [Fact]
    public async Task A_draft_changed_by_somebody_else_is_a_conflict_and_one_without_a_purpose_is_refused()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var id = await desk.DraftAsync(One);
        var version = (await desk.StoredAsync(id)).Version;
        var save = new SavePolicyDraft.Command(id, Two, "x", version);
        Assert.True((await desk.AskAsync((SavePolicyDraft u) => u.HandleAsync(save, desk.Chen, Ct))).IsOk);
        Assert.Same(Refusal.Conflict, (await desk.AskAsync((SavePolicyDraft u) => u.HandleAsync(save, desk.Sun, Ct))).Refusal);
        var blank = await desk.AskAsync((SavePolicyDraft u) => u.HandleAsync(save with { Comment = " " }, desk.Sun, Ct));
        Assert.Equal(["comment", "length_1_to", 500], blank.Refusal!.Args);
    }

    [Fact]
    public async Task E5_confirm_against_edit_against_confirm_has_one_legal_end_in_each_of_twenty_rounds()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var third = await desk.PersonAsync(Domain.Identity.Role.PolicyOwner);
        for (var round = 0; round < 20; round++)
        {
            var id = await desk.DraftAsync(One);
            Assert.True((await desk.ProposeAsync(id, desk.Chen)).IsOk);
            var before = await desk.StoredAsync(id);
            var hash = Convert.ToHexStringLower(before.ContentHash);
            desk.Group.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            var (sunCode, thirdCode) = (await desk.SameCodeAsync(desk.Sun), await desk.SameCodeAsync(third));
            using var gate = new ManualResetEventSlim();
            var sun = Race(() => desk.AskAsync((ConfirmPolicy u) => u.HandleAsync(new(id, hash, true, sunCode), desk.Sun, Ct)));
            var other = Race(() => desk.AskAsync((ConfirmPolicy u) => u.HandleAsync(new(id, hash, true, thirdCode), third, Ct)));
            var edit = Race(() => desk.AskAsync((SavePolicyDraft u) => u.HandleAsync(new(id, Two, "x", before.Version), desk.Chen, Ct)));
            gate.Set();
            var confirms = new[] { await sun, await other };
            var edited = await edit;

            var after = await desk.StoredAsync(id);
            Assert.Equal(1, confirms.Count(c => c.IsOk) + (edited.IsOk ? 1 : 0));
            Assert.Equal(edited.IsOk ? PolicyState.Draft : PolicyState.InForce, after.State);
            Assert.Equal(edited.IsOk ? PolicyContent.Write(Two) : before.Content, after.Content);
            Assert.True(after.IsUnaltered);
            Assert.True(
                await desk.Group.Database.UseAsync(db => db.PolicyVersions.CountAsync(v => v.State == PolicyState.InForce, Ct)) <= 1
            );

            Task<Result<T>> Race<T>(Func<Task<Result<T>>> run) =>
                Task.Run(
                    () =>
                    {
                        gate.Wait(Ct);
                        return run();
                    },
                    Ct
                );
        }
    }

    private static Task<int> DisableAsync(PolicyDesk desk, Guid person) =>
        desk.Group.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == person, Ct)).IsDisabled = true;
            return await db.SaveChangesAsync(Ct);
        });
}
