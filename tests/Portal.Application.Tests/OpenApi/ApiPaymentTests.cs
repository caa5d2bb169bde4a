using System.Collections.Concurrent;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.Payments;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi;

/// <summary>A program's payment: into the approval route, once per key, for ever.</summary>
public sealed class ApiPaymentTests
{
    private static readonly ApiPermission[] Paying = [ApiPermission.FilePayments];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_s_payment_waits_for_the_same_signatures_as_one_made_by_hand()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);

        var filed = await FileAsync(treasury, client, Request(treasury, "K1", "60000.00", "INV-1"));

        Assert.Null(filed.Refusal);
        var payment = await treasury.LoadAsync(filed.Value.Payment);
        Assert.Equal(PaymentState.InApproval, payment.State);
        Assert.Equal(PaymentSource.Api, payment.Source);
        Assert.Equal(client.Id, payment.MakerId);
        Assert.Equal(2, payment.Levels.Count);
        Assert.Contains("payment.entered", await treasury.ActionsAsync(filed.Value.Payment), StringComparer.Ordinal);
        // The program sees it by its own reference, without the names of people.
        var shown = await ShowAsync(treasury, client, new(null, "INV-1"));
        Assert.Equal(
            (filed.Value.Payment, PaymentState.InApproval, 60_000_00),
            (shown.Value.Payment, shown.Value.State, shown.Value.Amount.Minor)
        );
    }

    [Fact]
    public async Task F1_the_same_key_and_body_file_once_and_get_the_first_answer_again()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var request = Request(treasury, "K1", "10.00", "INV-1");
        var first = await FileAsync(treasury, client, request);
        treasury.Database.Clock.Advance(TimeSpan.FromDays(400));
        Assert.True(
            (
                await treasury.Database.RunAsync(
                    (CancelPayment u) => u.HandleAsync(new(first.Value.Payment), ActorOf(treasury, client), Ct)
                )
            ).IsOk
        );

        // A year later, and after it was cancelled: still the first answer.
        var again = await FileAsync(treasury, client, request);

        Assert.Equal(first.Value, again.Value);
        Assert.Equal(1, await CountAsync(treasury));
        // And on a node that was not there then.
        await using var other = treasury.Database.OtherNode();
        await using var scope = other.CreateAsyncScope();
        var there = await scope
            .ServiceProvider.GetRequiredService<FileApiPayment>()
            .HandleAsync(request, await treasury.Group.CallAsync(client), Ct);
        Assert.Equal(first.Value, there.Value);
    }

    [Fact]
    public async Task F1_a_key_with_another_body_is_a_conflict_and_changes_nothing()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var request = Request(treasury, "K1", "10.00", "INV-1");
        await FileAsync(treasury, client, request);

        foreach (
            var other in new[]
            {
                request with
                {
                    Amount = "10.01",
                },
                request with
                {
                    Purpose = "other goods",
                },
                request with
                {
                    ExternalRef = "INV-2",
                },
                request with
                {
                    Account = treasury.Group.NorthUsd.PublicId,
                },
                request with
                {
                    PayOn = new DateOnly(2026, 3, 3),
                },
            }
        )
            Assert.Equal(FileApiPayment.KeyConflict, (await FileAsync(treasury, client, other)).Refusal);
        Assert.Equal(1, await CountAsync(treasury));
    }

    [Fact]
    public async Task F1_fifty_at_once_with_one_key_make_one_payment_and_all_hear_of_it()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var request = Request(treasury, "K1", "10.00", "INV-1");
        var actor = await treasury.Group.CallAsync(client);
        var heard = new ConcurrentBag<Guid>();

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 50),
            new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Ct },
            async (i, ct) =>
            {
                var mine = actor with { Program = actor.Program! with { Nonce = $"nonce-of-the-call-{i}" } };
                var filed = await treasury.Database.RunAsync((FileApiPayment u) => u.HandleAsync(request, mine, ct));
                heard.Add(filed.Value.Payment);
            }
        );

        Assert.Equal(50, heard.Count);
        Assert.Single(heard.Distinct());
        Assert.Equal(1, await CountAsync(treasury));
    }

    [Fact]
    public async Task F1_a_refused_request_keeps_no_key_so_that_the_mended_one_can_use_it()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var request = Request(treasury, "K1", "10.005", "INV-1");

        Assert.Equal("amount", (await FileAsync(treasury, client, request)).Refusal!.Args[0]);
        Assert.Equal(0, await treasury.Database.UseAsync(db => db.ApiFilings.CountAsync(Ct)));
        Assert.Null((await FileAsync(treasury, client, request with { Amount = "10.00" })).Refusal);
    }

    [Fact]
    public async Task F1_keys_and_references_of_another_client_are_nobody_s_business()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (one, two) = (await ClientAsync(treasury, "one"), await ClientAsync(treasury, "two"));
        var first = await FileAsync(treasury, one, Request(treasury, "K1", "10.00", "INV-1"));
        var second = await FileAsync(treasury, two, Request(treasury, "K1", "20.00", "INV-2"));

        Assert.NotEqual(first.Value.Payment, second.Value.Payment);
        // Nor does either see, or cancel, what the other filed.
        Assert.Equal(Refusal.NotFound, (await ShowAsync(treasury, two, new(first.Value.Payment, null))).Refusal);
        Assert.Equal(Refusal.NotFound, (await ShowAsync(treasury, two, new(null, "INV-1"))).Refusal);
        var cancelled = await treasury.Database.RunAsync(
            (CancelPayment u) => u.HandleAsync(new(first.Value.Payment), ActorOf(treasury, two), Ct)
        );
        Assert.NotNull(cancelled.Refusal);
        Assert.Equal(PaymentState.InApproval, (await treasury.LoadAsync(first.Value.Payment)).State);
    }

    [Theory]
    [InlineData("K1", "k1")]
    [InlineData("order-1", "order_1")]
    [InlineData("A", "a")]
    public async Task F1_keys_are_told_apart_byte_by_byte(string one, string two)
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var first = await FileAsync(treasury, client, Request(treasury, one, "10.00", "INV-1"));
        var second = await FileAsync(treasury, client, Request(treasury, two, "20.00", "INV-2"));

        Assert.NotEqual(first.Value.Payment, second.Value.Payment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("K1 ")]
    [InlineData(" K1")]
    [InlineData("K\t1")]
    [InlineData("键")]
    [InlineData("K\u00001")]
    public async Task F1_a_key_that_could_be_mistaken_for_another_is_refused(string key)
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);

        Assert.Equal("idempotencyKey", (await FileAsync(treasury, client, Request(treasury, key, "10.00", null))).Refusal!.Args[0]);
        var tooLong = new string('k', ApiFiling.MaxKey + 1);
        Assert.Equal("idempotencyKey", (await FileAsync(treasury, client, Request(treasury, tooLong, "10.00", null))).Refusal!.Args[0]);
    }

    [Fact]
    public async Task A_nonce_files_once_even_with_another_key()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var actor = await treasury.Group.CallAsync(client, "one-nonce-of-sixteen");
        var first = await treasury.Database.RunAsync(
            (FileApiPayment u) => u.HandleAsync(Request(treasury, "K1", "10.00", "INV-1"), actor, Ct)
        );
        var second = await treasury.Database.RunAsync(
            (FileApiPayment u) => u.HandleAsync(Request(treasury, "K2", "20.00", "INV-2"), actor, Ct)
        );

        Assert.Null(first.Refusal);
        Assert.Equal(FileApiPayment.NonceReused, second.Refusal);
        Assert.Equal(1, await CountAsync(treasury));
    }

    [Fact]
    public async Task An_external_reference_is_good_once()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        await FileAsync(treasury, client, Request(treasury, "K1", "10.00", "INV-1"));

        Assert.Equal(FileApiPayment.ReferenceUsed, (await FileAsync(treasury, client, Request(treasury, "K2", "20.00", "INV-1"))).Refusal);
    }

    [Fact]
    public async Task A_payee_is_taken_from_the_directory_or_the_payment_is_refused()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        var byName = Request(treasury, "K1", "10.00", "INV-1") with
        {
            Payee = null,
            PayeeName = treasury.Payee.Details.AccountName,
            PayeeNumber = treasury.Payee.Details.AccountNumber,
        };

        Assert.Equal(
            "payee_not_in_directory",
            (await FileAsync(treasury, client, byName with { PayeeName = "Shanghai Mold Ltd" })).Refusal!.Args[1]
        );
        Assert.Equal(
            "payee_not_in_directory",
            (await FileAsync(treasury, client, byName with { PayeeNumber = "6222021001116245710" })).Refusal!.Args[1]
        );
        Assert.Equal("payee_bank_differs", (await FileAsync(treasury, client, byName with { PayeeBankCode = "999" })).Refusal!.Args[1]);
        Assert.Equal("payee_required", (await FileAsync(treasury, client, byName with { PayeeName = null })).Refusal!.Args[1]);
        Assert.Equal(0, await CountAsync(treasury));
        Assert.Null((await FileAsync(treasury, client, byName)).Refusal);
    }

    [Fact]
    public async Task A_program_without_the_right_or_outside_its_scope_files_nothing()
    {
        await using var treasury = await Treasury.CreateAsync();
        var reader = await treasury.Group.ProgramAsync("reader", treasury.OtherMaker, [ApiPermission.ReadPayments], treasury.Group.Holding);
        var south = await treasury.Group.ProgramAsync("south", treasury.OtherMaker, Paying, treasury.Group.South);
        var request = Request(treasury, "K1", "10.00", "INV-1");

        Assert.Equal(Refusal.Forbidden, (await FileAsync(treasury, reader, request)).Refusal);
        Assert.Equal(["account", "account_unknown"], (await FileAsync(treasury, south, request)).Refusal!.Args);
        // Nor does a person file through the programs' door.
        var byHand = await treasury.Database.RunAsync((FileApiPayment u) => u.HandleAsync(request, treasury.Maker, Ct));
        Assert.Equal(Refusal.Forbidden, byHand.Refusal);
        Assert.Equal(
            Refusal.Forbidden,
            (await treasury.Database.RunAsync((ShowApiPayment u) => u.HandleAsync(new(null, "INV-1"), treasury.Maker, Ct))).Refusal
        );
        Assert.Equal(0, await CountAsync(treasury));
    }

    [Fact]
    public async Task A_client_disabled_a_moment_ago_is_known_as_such_within_a_second()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury);
        await treasury.Group.CallAsync(client);
        await treasury.Database.UseAsync(async db =>
        {
            (await db.ApiClients.SingleAsync(Ct)).IsDisabled = true;
            return await db.SaveChangesAsync(Ct);
        });
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(1));

        var known = await treasury.Database.Services.GetRequiredService<Application.OpenApi.ClientDirectory>().ByIdAsync(client.Id, Ct);
        Assert.False(known!.IsOpen(treasury.Database.Clock.GetUtcNow().UtcDateTime));
    }

    private static Task<ApiClient> ClientAsync(Treasury treasury, string flag = "erp") =>
        treasury.Group.ProgramAsync(flag, treasury.OtherMaker, Paying, treasury.Group.Holding);

    private static Actor ActorOf(Treasury treasury, ApiClient client) => treasury.Group.CallAsync(client).GetAwaiter().GetResult();

    private static FileApiPayment.Command Request(Treasury treasury, string key, string amount, string? reference) =>
        new(
            key,
            reference,
            treasury.Group.NorthCny.PublicId,
            treasury.Payee.PublicId,
            null,
            null,
            null,
            amount,
            "CNY",
            "goods",
            null,
            null
        );

    private static async Task<Result<FileApiPayment.Filed>> FileAsync(Treasury treasury, ApiClient client, FileApiPayment.Command request)
    {
        var actor = await treasury.Group.CallAsync(client);
        return await treasury.Database.RunAsync((FileApiPayment u) => u.HandleAsync(request, actor, Ct));
    }

    private static async Task<Result<ShowApiPayment.Found>> ShowAsync(Treasury treasury, ApiClient client, ShowApiPayment.Query query)
    {
        var actor = await treasury.Group.CallAsync(client);
        return await treasury.Database.RunAsync((ShowApiPayment u) => u.HandleAsync(query, actor, Ct));
    }

    private static Task<int> CountAsync(Treasury treasury) => treasury.Database.UseAsync(db => db.Payments.CountAsync(Ct));
}
