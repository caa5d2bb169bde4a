using System.Globalization;
using FundPortal.EndToEnd.Tests.Harness;
using FundPortal.Sdk;
using FundPortal.Sdk.Tests;

namespace FundPortal.EndToEnd.Tests;

/// <summary>Every client library against a running portal: each asks the same and must find the same.</summary>
public sealed class SdkTests(SdkPortal portal) : IClassFixture<SdkPortal>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Python_finds_what_the_portal_has() => Compare(await RunAsync("python", "python3", "tests/live.py"));

    [Fact]
    public async Task PHP_finds_what_the_portal_has() => Compare(await RunAsync("php", "php", "tests/live.php"));

    [Fact]
    public Task Java_finds_what_the_portal_has() =>
        Language.WithJavaAsync(async classes => Compare(await RunAsync("java", "java", "-cp", classes, "fundportal.Live")));

    [Fact]
    public async Task CSharp_finds_what_the_portal_has()
    {
        var (account, key) = (portal.Told["FUNDPORTAL_ACCOUNT"], Settlement.NewKey());
        using var bill = Bill(portal.Told["FUNDPORTAL_BILL_SECRET"]);
        using var strangeBill = Bill("wrong");
        using var settlement = NewSettlement(portal.Told["FUNDPORTAL_SECRET"]);
        using var strange = NewSettlement("wrong");
        var payment = new Payment
        {
            AccountId = account,
            PayeeId = portal.Told["FUNDPORTAL_PAYEE"],
            Amount = 12.30m,
            Purpose = "货款 C#",
            ExternalRef = key,
            DuplicateReason = "a test",
        };
        List<string> said =
        [
            Say("bill balances", (await bill.BalancesAsync(ct: Ct)).Count),
            Say(
                "bill transactions",
                Rows(await bill.TransactionsAsync(new() { AccountId = account, PageSize = 20 }, Ct).Select(r => r.TransId).ToListAsync(Ct))
            ),
            Say("bill wrong secret", await CodeAsync(() => strangeBill.BalancesAsync(ct: Ct))),
            Say("settlement accounts", Rows(await settlement.AccountsAsync(Ct).Select(a => a.AccountId).ToListAsync(Ct))),
            Say("settlement balance", Same((await settlement.BalanceAsync(account, Ct)).AccountId, account)),
            Say(
                "settlement transactions",
                Rows(await settlement.TransactionsAsync(account, new() { Limit = 20 }, Ct).Select(r => r.TransactionId).ToListAsync(Ct))
            ),
        ];
        var first = await settlement.PayAsync(payment, key, Ct);
        said.Add(Say("settlement same payment", await settlement.PayAsync(payment, key, Ct) == first));
        said.Add(Say("settlement found again", Same((await settlement.PaymentByReferenceAsync(key, Ct)).PaymentId, first.PaymentId)));
        said.Add(Say("settlement other payment", await CodeAsync(() => settlement.PayAsync(payment with { Amount = 45.60m }, key, Ct))));
        said.Add(Say("settlement cancelled", (await settlement.CancelAsync(first.PaymentId, Ct)).State));
        said.Add(Say("settlement wrong secret", await CodeAsync(() => strange.BalanceAsync(account, Ct))));
        Compare(string.Join('\n', said) + "\n");
    }

    private FinanceBill Bill(string secret) => new(portal.Address, portal.Told["FUNDPORTAL_FLAG"], secret);

    private Settlement NewSettlement(string secret) => new(portal.Address, portal.Told["FUNDPORTAL_KEY"], secret);

    private Task<string> RunAsync(string folder, string program, params string[] arguments) =>
        Language.RunAsync(folder, program, arguments, portal.Told.Select(pair => (pair.Key, pair.Value)));

    private void Compare(string said)
    {
        var rows = string.Create(CultureInfo.InvariantCulture, $"{portal.Transactions} rows, {portal.Transactions} different");
        var accounts = string.Create(CultureInfo.InvariantCulture, $"{portal.Accounts} rows, {portal.Accounts} different");
        string[] wanted =
        [
            Say("bill balances", portal.Accounts),
            Say("bill transactions", rows),
            Say("bill wrong secret", "1003 with request id"),
            Say("settlement accounts", accounts),
            Say("settlement balance", true),
            Say("settlement transactions", rows),
            Say("settlement same payment", true),
            Say("settlement found again", true),
            Say("settlement other payment", "idempotency_conflict with request id"),
            Say("settlement cancelled", "cancelled"),
            Say("settlement wrong secret", "signature_invalid with request id"),
        ];
        Assert.Equal(string.Join('\n', wanted) + "\n", said);
    }

    private static string Say(string what, object found) => string.Create(CultureInfo.InvariantCulture, $"{what}: {found}");

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private static string Rows(List<string> ids) =>
        string.Create(CultureInfo.InvariantCulture, $"{ids.Count} rows, {ids.Distinct(StringComparer.Ordinal).Count()} different");

    private static async Task<string> CodeAsync(Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<FundPortalException>(action);
        return $"{error.Code} {(error.RequestId is null ? "without" : "with")} request id";
    }
}
