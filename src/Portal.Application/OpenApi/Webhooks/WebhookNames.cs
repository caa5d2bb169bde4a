using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>The events as the API names them, and what a client must be granted to hear of them.</summary>
public static class WebhookNames
{
    public static string Of(WebhookEvent what) =>
        what switch
        {
            WebhookEvent.BalanceChanged => "balance.changed",
            WebhookEvent.TransactionBooked => "transaction.booked",
            WebhookEvent.PaymentStateChanged => "payment.state_changed",
            WebhookEvent.AlertRaised => "alert.raised",
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No event."),
        };

    /// <returns>Null when there is no such event.</returns>
    public static WebhookEvent? Read(string name)
    {
        foreach (var what in Enum.GetValues<WebhookEvent>())
            if (string.Equals(Of(what), name, StringComparison.Ordinal))
                return what;
        return null;
    }

    /// <summary>A webhook tells nothing that the client could not ask for.</summary>
    public static bool MayHear(this IReadOnlyCollection<ApiPermission> granted, WebhookEvent what) =>
        granted.Contains(ApiPermission.ManageWebhooks)
        && what switch
        {
            WebhookEvent.TransactionBooked => granted.Contains(ApiPermission.ReadTransactions),
            WebhookEvent.PaymentStateChanged => granted.Contains(ApiPermission.ReadPayments)
                || granted.Contains(ApiPermission.FilePayments),
            _ => granted.Contains(ApiPermission.ReadBalances),
        };
}
