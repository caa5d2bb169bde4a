using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Channels;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>What every kind must do that calls a bank or a platform over the network.</summary>
public abstract class NetworkConformance(SandboxBankFixture fixture) : ChannelConformance, IClassFixture<SandboxBankFixture>
{
    private static readonly OutboundRules Rules = new(["127.0.0.1"], [], TimeSpan.FromSeconds(1));

    protected static OutboundRules AnyRules => Rules;

    protected SandboxBankProcess Bank => fixture.Bank;

    protected abstract string Address { get; }

    protected abstract Dictionary<string, string> Values { get; }

    /// <summary>The credential that proves who we are, and another one of its form.</summary>
    protected abstract (string Field, string Other) WrongCredential { get; }

    /// <summary>A kind's address at a server that the test makes up.</summary>
    protected virtual string AddressAt(Uri server) => server.ToString();

    protected abstract IChannelKind KindWith(OutboundRules rules);

    protected override IChannelConnection Open() => Open(Address, Rules, Values);

    public override async ValueTask InitializeAsync()
    {
        await Bank.ClearFaultsAsync();
        await base.InitializeAsync();
    }

    protected override async Task BookAsync(IReadOnlyList<(long Minor, string Text)> entries)
    {
        foreach (var (minor, text) in entries)
            await Bank.BookAsync(Account.RemoteId, minor, text);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_apart_from_a_bank_that_is_down()
    {
        var (field, other) = WrongCredential;
        await using var stranger = Open(Address, Rules, new(Values, StringComparer.Ordinal) { [field] = other });
        Assert.Contains(
            (await stranger.TestAsync(Ct)).Fault!.Kind,
            new[] { ChannelFaultKind.Refused, ChannelFaultKind.BadSignature, ChannelFaultKind.ServerFault }
        );
    }

    [Fact]
    public async Task A_bad_account_does_not_spoil_the_balances_of_the_others()
    {
        RemoteAccount[] asked = [new(8, "999", Currency.Cny), Account];
        var told = (await Connection.GetBalancesAsync(asked, Ct)).Value!;
        Assert.Equal(asked, told.Select(t => t.Account));
        Assert.NotNull(told[0].Fault);
        Assert.Null(told[0].BookedMinor);
        Assert.Null(told[1].Fault);
        await BookAsync([(12_34, "more")]);
        var later = Assert.Single((await Connection.GetBalancesAsync([Account], Ct)).Value!);
        Assert.Equal(12_34, later.BookedMinor - told[1].BookedMinor);
        var foreign = Account with { Currency = Currency.Of("USD") };
        Assert.Equal("currency", Assert.Single((await Connection.GetBalancesAsync([foreign], Ct)).Value!).Fault!.Code);
    }

    [Fact]
    public async Task Closings_of_past_days_are_told_by_kinds_that_promise_them()
    {
        var closings = (await Connection.GetDayClosingsAsync(Account, Today.AddDays(-2), Today.AddDays(-1), Ct)).Value!;
        Assert.Equal(ChannelCapabilities.Of(KindWith(Rules).Kind).DayBalances, closings.Count > 0);
        Assert.All(closings, closing => Assert.InRange(closing.Day, Today.AddDays(-2), Today.AddDays(-1)));
    }

    [Theory]
    [InlineData("HangBefore", ChannelFaultKind.TimedOut)]
    [InlineData("ResetBefore", ChannelFaultKind.Unreachable, ChannelFaultKind.Unreadable)]
    [InlineData("ErrorBefore", ChannelFaultKind.ServerFault)]
    [InlineData("CutOff", ChannelFaultKind.Unreadable, ChannelFaultKind.Unreachable)]
    [InlineData("Html", ChannelFaultKind.Unreadable)]
    public async Task Nothing_of_a_spoiled_answer_is_believed(string fault, params ChannelFaultKind[] kinds)
    {
        await Bank.FaultAsync(fault);
        var balances = await Connection.GetBalancesAsync([Account], Ct);
        Assert.Null(balances.Value);
        Assert.Contains(balances.Fault!.Kind, kinds);
        await using var other = Open();
        Assert.Null((await other.GetTransactionsAsync(Account, Today, null, Ct)).Value);
    }

    [Fact]
    public async Task A_read_is_repeated_when_the_server_stumbles()
    {
        await Bank.FaultAsync("ErrorBefore", times: 2);
        Assert.Null((await Connection.GetBalancesAsync([Account], Ct)).Fault);
    }

    [Fact]
    public async Task F2_a_server_that_only_fails_is_left_alone_after_ten_failures_at_most()
    {
        await using var server = WireServer.Answering("503 Service Unavailable");
        await using var connection = OpenAt(server);
        var faults = new List<ChannelFaultKind>();
        for (var i = 0; i < 8; i++)
            faults.Add((await connection.TestAsync(Ct)).Fault!.Kind);
        Assert.InRange(server.Requests, 1, 10);
        Assert.Equal(ChannelFaultKind.CircuitOpen, faults[^1]);
    }

    [Fact]
    public async Task G9_a_redirect_is_not_followed()
    {
        await using var inside = WireServer.Answering("200 OK", "{}");
        await using var server = WireServer.Answering("302 Found", heads: $"Location: {inside.Address}\r\n");
        await using var connection = OpenAt(server);
        Assert.NotNull((await connection.TestAsync(Ct)).Fault);
        Assert.Equal(0, inside.Connections);
    }

    [Fact]
    public async Task G9_an_endless_answer_is_dropped()
    {
        await using var server = WireServer.Endless();
        await using var connection = OpenAt(server);
        Assert.Equal("too_large", (await connection.TestAsync(Ct)).Fault!.Code);
    }

    [Fact]
    public async Task G9_a_slow_answer_is_given_up_in_time()
    {
        await using var server = WireServer.Slow();
        await using var connection = OpenAt(server);
        Assert.Equal(ChannelFaultKind.TimedOut, (await connection.TestAsync(Ct)).Fault!.Kind);
    }

    [Theory]
    [InlineData(-10, 10)]
    [InlineData(-10, -1)]
    public async Task G9_a_certificate_that_nobody_vouches_for_or_that_ran_out_ends_it_before_a_word_is_said(int from, int until)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var server = WireServer.Answering(
            "200 OK",
            "{}",
            certificate: WireServer.SelfSigned(now.AddDays(from), now.AddDays(until))
        );
        await using var connection = OpenAt(server);
        var fault = (await connection.TestAsync(Ct)).Fault!;
        Assert.Equal((ChannelFaultKind.Unreachable, "certificate"), (fault.Kind, fault.Code));
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task G9_a_name_that_leads_inside_is_refused_at_connect()
    {
        await using var server = WireServer.Answering("200 OK", "{}");
        var address = AddressAt(new Uri($"https://localhost:{server.Address.Port}/"));
        var rules = new OutboundRules([], [], TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(KindWith(rules).Check(address, Values), problem => problem.Field is "address");
        await using var connection = Open(address, rules, Values);
        Assert.Equal(ChannelFaultKind.Forbidden, (await connection.TestAsync(Ct)).Fault!.Kind);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData("http://bank.example/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://10.0.0.8/")]
    [InlineData("https://user:word@bank.example/")]
    [InlineData("ftp://bank.example/")]
    [InlineData("bank.example")]
    [InlineData("")]
    public void G9_an_address_that_the_portal_must_not_call_is_refused_at_set_up(string address)
    {
        var at = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? AddressAt(uri) : address;
        var rules = new OutboundRules([], [], TimeSpan.FromSeconds(2));
        Assert.Contains(KindWith(rules).Check(at, Values), problem => problem.Field is "address");
    }

    [Fact]
    public void Every_field_is_checked_before_a_channel_is_opened()
    {
        var kind = KindWith(Rules);
        Assert.Empty(kind.Check(Address, Values));
        foreach (var field in kind.Fields)
        {
            if (field.IsRequired)
            {
                var without = Values;
                without.Remove(field.Name);
                Assert.Contains(new(field.Name, "required"), kind.Check(Address, without));
            }
            var longer = new Dictionary<string, string>(Values, StringComparer.Ordinal) { [field.Name] = new('1', field.MaxLength + 1) };
            Assert.Contains(new(field.Name, "length"), kind.Check(Address, longer));
        }
    }

    protected IChannelConnection OpenAt(WireServer server) => Open(AddressAt(server.Address), Rules, Values);

    private IChannelConnection Open(string address, OutboundRules rules, Dictionary<string, string> values)
    {
        var kind = KindWith(rules);
        Assert.Empty(kind.Check(address, values));
        return kind.Open(address, values);
    }
}
