using FundPortal.Application.Accounts;
using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Accounts and their balances.</summary>
internal static class AccountEndpoints
{
    private const int UsualLimit = 100;
    private const int UsualDays = 31;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall<AccountPage>(
            "GET",
            "/v1/accounts",
            new("listAccounts", ApiPermission.ReadBalances, [new("limit", "integer", "100"), new("cursor", null, "AAAAAAAAAAc")]),
            ListAsync
        );
        routes.MapCall<BalanceAnswer>(
            "GET",
            "/v1/account/balance",
            new(
                "showBalance",
                ApiPermission.ReadBalances,
                [new("accountId", "uuid", "0199aaaa-0000-7000-8000-000000000001", IsRequired: true), new("days", "integer", "31")],
                null,
                "account_not_found"
            ),
            BalanceAsync
        );
    }

    private static async Task<Refusal?> ListAsync(SettlementCall call)
    {
        var limit = call.Number("limit", UsualLimit);
        if (limit.Refusal is { } wrong)
            return wrong;
        var query = new ListApiAccounts.Query(limit.Value, call.Text("cursor"));
        var page = await call.AskAsync<ListApiAccounts, SandboxReads, ListApiAccounts.Page>(
            (list, me, ct) => list.HandleAsync(query, me, ct),
            (sandbox, me, ct) => sandbox.AccountsAsync(query, me, ct)
        );
        if (page.Refusal is { } refusal)
            return refusal;
        var rows = page.Value.Rows;
        return await CallAnswer.WriteAsync(
            call,
            new AccountPage([.. rows.Select(Show)], page.Value.Next),
            AnswerJson.Written.AccountPage,
            rows.Count
        );
    }

    private static async Task<Refusal?> BalanceAsync(SettlementCall call)
    {
        var (id, days) = (SettlementCall.Id("accountId", call.Text("accountId")), call.Number("days", UsualDays));
        if ((id.Refusal ?? days.Refusal) is { } wrong)
            return wrong;
        var query = new ShowApiBalance.Query(id.Value, days.Value);
        var found = await call.AskAsync<ShowApiBalance, SandboxReads, ShowApiBalance.Found>(
            (show, me, ct) => show.HandleAsync(query, me, ct),
            (sandbox, me, ct) => sandbox.BalanceAsync(query, me, ct)
        );
        if (found.Refusal is { } refusal)
            return refusal == Refusal.NotFound ? CallRefusals.AccountNotFound : refusal;
        var (account, history) = (found.Value.Account, found.Value.History);
        var answer = new BalanceAnswer(
            account.Id,
            account.Name,
            account.Number,
            account.CurrencyCode,
            Text(account.Balances.Booked),
            Text(account.Balances.Available),
            Text(account.Balances.Frozen),
            account.Balances.Booked?.AsOf,
            [.. history.Select(day => new ClosingAnswer(day.Day, day.Closing.ToPlainText()))]
        );
        return await CallAnswer.WriteAsync(call, answer, AnswerJson.Written.BalanceAnswer);
    }

    private static AccountAnswer Show(ListApiAccounts.Row row) =>
        new(
            row.Account,
            row.Name,
            row.Number,
            row.EntityName,
            row.BankName,
            row.CurrencyCode,
            row.Status.ToString().ToLowerInvariant(),
            Text(row.Balances.Booked),
            Text(row.Balances.Available),
            Text(row.Balances.Frozen),
            row.Balances.Booked?.AsOf
        );

    private static string? Text(BalanceView? balance) => balance?.Amount.ToPlainText();
}
