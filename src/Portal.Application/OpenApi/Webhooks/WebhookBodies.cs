using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using FundPortal.Application.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>What deliveries say: JSON with the settlement API's own names, amounts as decimal text, instants in UTC.</summary>
internal static class WebhookBodies
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <param name="data">One of the forms below.</param>
    public static byte[] Write(Guid id, WebhookEvent what, DateTime at, object data) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                id,
                type = WebhookNames.Of(what),
                createdAt = Instant(at),
                data,
            },
            Form
        );

    public static object Balance(Guid account, string currency, AccountBalances now) =>
        new
        {
            accountId = account,
            currency,
            balance = now.Booked?.Amount.ToPlainText(),
            available = now.Available?.Amount.ToPlainText(),
            frozen = now.Frozen?.Amount.ToPlainText(),
            asOf = (now.Booked ?? now.Available ?? now.Frozen) is { } told ? Instant(told.AsOf) : null,
        };

    public static object Transactions(Guid account, Currency currency, IEnumerable<BankTransaction> rows) =>
        new { accountId = account, transactions = rows.Select(row => Transaction(row, currency)).ToArray() };

    public static object Payment(Guid account, Payment payment, PaymentState before) =>
        Payment(account, payment.PublicId, payment.Reference, payment.State, before);

    public static object Payment(Guid account, Guid payment, string? externalRef, PaymentState state, PaymentState before) =>
        new
        {
            paymentId = payment,
            externalRef,
            accountId = account,
            state = Name(state),
            previousState = Name(before),
        };

    /// <param name="accounts">Of those that the channel serves, the ones that the client sees.</param>
    public static object Alert(ChannelIncident incident, IEnumerable<Guid> accounts) =>
        // Not its text: that is the bank's server's or ours, and for people inside.
        new
        {
            kind = Name(incident.Kind),
            code = incident.Code,
            accountIds = accounts,
        };

    private static object Transaction(BankTransaction row, Currency currency) =>
        new
        {
            transactionId = row.Id.ToString(CultureInfo.InvariantCulture),
            bookedAt = Instant(row.BookedAt),
            bookingDate = row.BookingDate,
            valueDate = row.ValueDate,
            amount = new Money(row.AmountMinor, currency).ToPlainText(),
            currency = currency.Code,
            balance = row.BalanceAfterMinor is { } after ? new Money(after, currency).ToPlainText() : null,
            bankReference = row.BankReference,
            type = row.Kind.ToString().ToLowerInvariant(),
            isReversal = row.IsReversal,
            counterpartyName = row.Counterparty,
            counterpartyAccount = row.CounterpartyAccount,
            remark = row.Text,
            endToEndId = row.EndToEndId,
            isProvisional = row.IsProvisional,
        };

    private static string Name<T>(T value)
        where T : notnull => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!);

    private static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
