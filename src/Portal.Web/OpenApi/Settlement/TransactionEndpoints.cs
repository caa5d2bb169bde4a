using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Transactions of one account.</summary>
internal static class TransactionEndpoints
{
    private const int UsualLimit = 50;
    private const string Income = "income";
    private const string Expense = "expense";

    private static readonly FrozenDictionary<TransactionKind, string> Words = Enum.GetValues<TransactionKind>()
        .ToFrozenDictionary(kind => kind, kind => kind.ToString().ToLowerInvariant());

    private static readonly FrozenDictionary<string, TransactionKind> Kinds = Words.ToFrozenDictionary(
        pair => pair.Value,
        pair => pair.Key,
        StringComparer.Ordinal
    );

    /// <summary>What <c>type</c> may be asked for.</summary>
    public static IEnumerable<string> Types => [Income, Expense, .. Kinds.Keys.Order(StringComparer.Ordinal)];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCall<TransactionPage>(
            "GET",
            "/v1/accounts/{id}/transactions",
            new(
                "listTransactions",
                ApiPermission.ReadTransactions,
                [
                    new("from", "date", "2026-11-01"),
                    new("to", "date", "2026-11-30"),
                    new("type", null, "transfer"),
                    new("minAmount", null, "100.00"),
                    new("maxAmount", null, "5000.00"),
                    new("q", null, "rent"),
                    new("cursor", null, "AAABnKxkGwAAAAAAAAAwOQ"),
                    new("limit", "integer", "50"),
                ],
                null,
                "account_not_found"
            ),
            ListAsync
        );

    /// <param name="balance">Balance after the entry, in minor units; null where it is not known.</param>
    public static TransactionAnswer Show(BankTransaction row, Currency currency, long? balance) =>
        new(
            row.Id.ToString(CultureInfo.InvariantCulture),
            row.BookedAt,
            row.BookingDate,
            row.ValueDate,
            Words.GetValueOrDefault(row.Kind, "other"),
            row.BankType,
            new Money(row.AmountMinor, currency).ToPlainText(),
            currency.Code,
            balance is { } minor ? new Money(minor, currency).ToPlainText() : null,
            row.Counterparty,
            row.CounterpartyAccount,
            row.Text,
            row.BankReference,
            row.EndToEndId,
            row.IsReversal,
            row.IsProvisional
        );

    private static async Task<Refusal?> ListAsync(SettlementCall call)
    {
        if (call.RouteId is not { } account)
            return CallRefusals.AccountNotFound;
        var (limit, from, to) = (call.Number("limit", UsualLimit), call.Day("from"), call.Day("to"));
        var filter = Filter(call, from, to);
        if ((limit.Refusal ?? filter.Refusal) is { } wrong)
            return wrong;
        var query = new ListApiTransactions.Query(account, filter.Value, limit.Value, call.Text("cursor"));
        var found = await call.AskAsync<ListApiTransactions, SandboxReads, ListApiTransactions.Page>(
            (list, me, ct) => list.HandleAsync(query, me, ct),
            (sandbox, me, ct) => sandbox.TransactionsAsync(query, me, ct)
        );
        if (found.Refusal is { } refusal)
            return refusal == Refusal.NotFound ? CallRefusals.AccountNotFound : refusal;
        var page = found.Value;
        var rows = new TransactionAnswer[page.Rows.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = Show(page.Rows[i], page.Currency, page.Rows[i].BalanceAfterMinor);
        return await CallAnswer.WriteAsync(call, new TransactionPage(rows, page.Next), AnswerJson.Written.TransactionPage, rows.Length);
    }

    private static Result<TransactionFilter> Filter(SettlementCall call, Result<DateOnly?> from, Result<DateOnly?> to)
    {
        if ((from.Refusal ?? to.Refusal) is { } wrong)
            return wrong;
        var filter = new TransactionFilter
        {
            From = from.Value,
            To = to.Value,
            AmountFrom = call.Text("minAmount"),
            AmountTo = call.Text("maxAmount"),
            Text = call.Text("q"),
        };
        return call.Text("type") switch
        {
            null => filter,
            Income => filter with { Direction = Direction.In },
            Expense => filter with { Direction = Direction.Out },
            { } word when Kinds.TryGetValue(word, out var kind) => filter with { Kinds = [kind] },
            _ => Refusal.Invalid("type", "type_unknown"),
        };
    }
}
