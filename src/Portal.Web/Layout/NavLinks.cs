using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using MudBlazor;

namespace FundPortal.Web.Layout;

/// <summary>The navigation: only what this person's roles open. The pages' use cases check again.</summary>
internal static class NavLinks
{
    /// <param name="IsForOwners">Also shown to whoever answers for an API client.</param>
    internal sealed record Link(string Href, string Text, string Icon, Permission Needs, bool IsForOwners = false);

    private static readonly Link[] All =
    [
        new("/", "NavDashboard", Icons.Material.Outlined.Dashboard, Permission.ViewFunds),
        new("/accounts", "NavAccounts", Icons.Material.Outlined.AccountBalance, Permission.ViewFunds),
        new("/transactions", "NavTransactions", Icons.Material.Outlined.ReceiptLong, Permission.ViewFunds),
        new("/approvals", "NavApprovals", Icons.Material.Outlined.HowToReg, Permission.SignPayments),
        new("/payments", "NavPayments", Icons.Material.Outlined.Payments, Permission.ViewPayments),
        new("/sending", "NavSending", Icons.Material.Outlined.Send, Permission.ViewPayments),
        new("/payees", "NavPayees", Icons.Material.Outlined.Contacts, Permission.ViewPayments),
        new("/statements", "NavStatements", Icons.Material.Outlined.Description, Permission.ExportStatements),
        new("/import", "NavImport", Icons.Material.Outlined.UploadFile, Permission.ImportStatements),
        new("/approval-policies", "NavPolicies", Icons.Material.Outlined.Rule, Permission.ViewPayments),
        new("/limits", "NavLimits", Icons.Material.Outlined.Speed, Permission.ManagePolicies),
        new("/stops", "NavStops", Icons.Material.Outlined.PanTool, Permission.ViewPayments),
        new("/my-delegations", "NavMyDelegations", Icons.Material.Outlined.SwapHoriz, Permission.SignPayments),
        new("/channels", "NavChannels", Icons.Material.Outlined.Cable, Permission.ViewChannels),
        new("/drift", "NavDrift", Icons.Material.Outlined.Balance, Permission.ViewChannels),
        new("/audit", "NavAudit", Icons.Material.Outlined.FactCheck, Permission.ViewAudit),
        new("/people", "NavPeople", Icons.Material.Outlined.People, Permission.ManagePeople),
        new("/api-clients", "NavApiClients", Icons.Material.Outlined.Api, Permission.ManageApiClients),
        new("/api-reference", "NavApiReference", Icons.Material.Outlined.MenuBook, Permission.ManageApiClients),
        new("/api-doctor", "NavApiDoctor", Icons.Material.Outlined.Healing, Permission.ManageApiClients, IsForOwners: true),
        new("/api-calls", "NavApiCalls", Icons.Material.Outlined.ListAlt, Permission.ViewApiCalls),
        new("/webhooks", "NavWebhooks", Icons.Material.Outlined.Webhook, Permission.ViewApiCalls),
        new("/account-changes", "NavAccountChanges", Icons.Material.Outlined.PublishedWithChanges, Permission.ConfirmAccounts),
        new("/master-data", "NavMasterData", Icons.Material.Outlined.AccountTree, Permission.ManageAccounts),
    ];

    public static IEnumerable<Link> For(WhoAmI.Answer? me) =>
        All.Where(link => me is not null && (me.Permissions.Contains(link.Needs) || (link.IsForOwners && me.HasApiClients)));
}
