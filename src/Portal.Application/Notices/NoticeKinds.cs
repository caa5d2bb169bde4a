using System.Collections.Frozen;

namespace FundPortal.Application.Notices;

/// <summary>
/// What people are told of. Each kind is a text key <c>Notice_&lt;kind&gt;</c> of <see cref="NoticeTexts"/>; the names beside it are its
/// places, in the order in which they are handed to <see cref="Noticeboard"/>. No place holds an amount: a notice also leaves the house as
/// e-mail.
/// </summary>
public static class NoticeKinds
{
    public const string PaymentWaitsForYou = "payment_waits_for_you";
    public const string PaymentsWaitForYou = "payments_wait_for_you";
    public const string PaymentApproved = "payment_approved";
    public const string PaymentRejected = "payment_rejected";
    public const string PaymentReturned = "payment_returned";
    public const string PaymentExpired = "payment_expired";
    public const string PaymentCancelled = "payment_cancelled";
    public const string PaymentReminder = "payment_reminder";
    public const string PaymentEscalated = "payment_escalated";
    public const string PaymentSignatureWithdrawn = "payment_signature_withdrawn";
    public const string PaymentSettled = "payment_settled";
    public const string PaymentFailed = "payment_failed";
    public const string PaymentCameBack = "payment_came_back";
    public const string PaymentInDoubt = "payment_in_doubt";
    public const string PaymentAltered = "payment_altered";
    public const string PaymentFileClaims = "payment_file_claims";
    public const string PaymentPaidAfterAll = "payment_paid_after_all";
    public const string PaymentDenied = "payment_denied";
    public const string PaymentLineWithdrawn = "payment_line_withdrawn";
    public const string PaymentPayerChanged = "payment_payer_changed";
    public const string PaymentCorrectionWaits = "payment_correction_waits";
    public const string PaymentHeld = "payment_held";
    public const string SendingArmingWaits = "sending_arming_waits";
    public const string ChannelBad = "channel_bad";
    public const string ChannelGood = "channel_good";
    public const string PolicyProposed = "policy_proposed";
    public const string PolicyConfirmed = "policy_confirmed";
    public const string PolicyRefused = "policy_refused";
    public const string PayeeChangeWaits = "payee_change_waits";
    public const string PayeeChangeDecided = "payee_change_decided";
    public const string AccountChangeWaits = "account_change_waits";
    public const string AccountChangeDecided = "account_change_decided";
    public const string LimitChangeWaits = "limit_change_waits";
    public const string LimitChangeDecided = "limit_change_decided";
    public const string PaymentsStopped = "payments_stopped";
    public const string StopLiftWaits = "stop_lift_waits";
    public const string StopLifted = "stop_lifted";
    public const string DelegationGiven = "delegation_given";
    public const string DelegationEnded = "delegation_ended";

    public const string WebhookGivenUp = "webhook_given_up";
    public const string BalanceDrift = "balance_drift";
    public const string ApiCallsUnusual = "api_calls_unusual";
    public const string ApiClientYours = "api_client_yours";

    /// <summary>The places of each kind's sentence.</summary>
    public static readonly FrozenDictionary<string, string[]> Places = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [ApiCallsUnusual] = ["client"],
        [ApiClientYours] = ["client", "person"],
        [PaymentWaitsForYou] = ["number", "level"],
        [PaymentsWaitForYou] = ["count"],
        [PaymentApproved] = ["number"],
        [PaymentRejected] = ["number", "person", "reason"],
        [PaymentReturned] = ["number", "person", "reason"],
        [PaymentExpired] = ["number", "level"],
        [PaymentCancelled] = ["number", "person"],
        [PaymentReminder] = ["number", "level"],
        [PaymentEscalated] = ["number", "level"],
        [PaymentSignatureWithdrawn] = ["number", "person"],
        [PaymentSettled] = ["number"],
        [PaymentFailed] = ["number", "reason"],
        [PaymentCameBack] = ["number", "reason"],
        [PaymentInDoubt] = ["number"],
        [PaymentAltered] = ["number"],
        [PaymentFileClaims] = ["number"],
        [PaymentPaidAfterAll] = ["number"],
        [PaymentDenied] = ["number"],
        [PaymentLineWithdrawn] = ["number"],
        [PaymentPayerChanged] = ["number"],
        [PaymentCorrectionWaits] = ["number", "person"],
        [PaymentHeld] = ["number", "person", "reason"],
        [SendingArmingWaits] = ["channel", "person"],
        [ChannelBad] = ["channel"],
        [ChannelGood] = ["channel"],
        [PolicyProposed] = ["version", "person"],
        [PolicyConfirmed] = ["version", "person"],
        [PolicyRefused] = ["version", "person", "reason"],
        [PayeeChangeWaits] = ["payee", "person"],
        [AccountChangeWaits] = ["account", "person"],
        [AccountChangeDecided] = ["account", "person"],
        [PayeeChangeDecided] = ["payee", "person"],
        [LimitChangeWaits] = ["limit", "person"],
        [LimitChangeDecided] = ["limit", "person"],
        [PaymentsStopped] = ["scope", "person", "reason"],
        [StopLiftWaits] = ["scope", "person"],
        [StopLifted] = ["scope", "person"],
        [DelegationGiven] = ["giver", "first day", "last day"],
        [DelegationEnded] = ["giver"],
        [WebhookGivenUp] = ["host", "event"],
        [BalanceDrift] = ["account", "day"],
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
