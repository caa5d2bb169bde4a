using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank.Admin;

/// <summary>One plain page: accounts, the last orders with how often money moved, faults.</summary>
internal static class BooksPage
{
    private const int LastOrders = 100;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private const string Style =
        "body{font:14px/1.5 system-ui,sans-serif;margin:2rem;max-width:72rem}table{border-collapse:collapse;margin:.5rem 0 1.5rem}td,th{padding:.25rem .75rem;border-bottom:1px solid #ddd;text-align:left}.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#b00020;font-weight:600}";

    public static void MapPage(this WebApplication app)
    {
        app.MapGet(
            "/",
            (HttpContext context, Ledger ledger, FaultBook faults) =>
                Results.Content(Write(context, ledger, faults), "text/html; charset=utf-8")
        );
        app.MapPost(
            "/faults",
            async (HttpContext context, FaultBook faults) =>
            {
                // A page of another origin must not steer the bank.
                if (
                    context.Request.Headers.Origin.ToString() is { Length: > 0 } origin
                    && origin != $"{context.Request.Scheme}://{context.Request.Host}"
                )
                    return Results.StatusCode(StatusCodes.Status403Forbidden);
                var form = await context.Request.ReadFormAsync();
                if (form.ContainsKey("clear"))
                    faults.Clear();
                else if (Enum.TryParse<Fault>(form["fault"], out var fault))
                    faults.Add(
                        new(
                            fault,
                            Given(form["account"]),
                            null,
                            Given(form["reference"]),
                            null,
                            int.TryParse(form["times"], CultureInfo.InvariantCulture, out var times) ? times : null
                        )
                    );
                return Results.Redirect("/");
            }
        );
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Write(HttpContext context, Ledger ledger, FaultBook faults)
    {
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        var html = new StringBuilder(
            $"<!doctype html><html lang=zh><meta charset=utf-8><title>沙箱银行 Sandbox bank</title><style>{Style}</style><h1>沙箱银行 Sandbox bank</h1>"
        );
        var problems = ledger.Check();
        html.Append(problems.Count == 0 ? "<p>账目平衡 The books add up.</p>" : $"<p class=bad>{E(string.Join("; ", problems))}</p>");
        html.Append("<h2>账户 Accounts</h2><table><tr><th>账号 Number<th>户名 Name<th>类型 Kind<th class=n>余额 Balance");
        foreach (var account in ledger.Accounts())
            html.Append(
                Invariant,
                $"<tr><td>{E(account.Number)}<td>{E(account.Name)}<td>{E(account.Kind)}<td class=n>{Amount(account.BalanceMinor)} {E(account.Currency)}"
            );
        html.Append(
            "</table><h2>付款指令 Orders</h2><table><tr><th>收到 Received<th>参考号 Reference<th>付款账号 From<th>收款人 To<th class=n>金额 Amount<th>状态 State<th class=n>实际划款次数 Times executed"
        );
        var executions = ledger.Executions();
        foreach (var order in ledger.Orders().TakeLast(LastOrders).Reverse())
        {
            var times = executions.GetValueOrDefault(order.Reference);
            html.Append(
                Invariant,
                $"<tr><td>{order.ReceivedAt.AddHours(8):yyyy-MM-dd HH:mm:ss}<td>{E(order.Reference)}<td>{E(order.FromAccount)}<td>{E(order.ToName)} {E(order.ToAccount)}<td class=n>{Amount(order.AmountMinor)}<td>{E(order.State)} {E(order.FailText)}<td class=\"n{(times > 1 ? " bad" : "")}\">{times}"
            );
        }
        html.Append("</table><h2>故障 Faults</h2><table><tr><th>故障 Fault<th>账号 Account<th>参考号 Reference<th class=n>次数 Used");
        foreach (var rule in faults.Rules)
            html.Append(
                Invariant,
                $"<tr><td>{rule.Fault}<td>{E(rule.Account ?? "")}<td>{E(rule.Reference ?? "")}<td class=n>{rule.Used}{(rule.Times is { } times ? $"/{times}" : "")}"
            );
        html.Append("</table><form method=post action=/faults><label>故障 Fault <select name=fault>");
        foreach (var fault in Enum.GetNames<Fault>())
            html.Append(Invariant, $"<option>{fault}");
        html.Append(
            "</select></label> <label>账号 Account <input name=account></label> <label>参考号 Reference <input name=reference></label> <label>次数 Times <input name=times size=4></label> <button>加 Add</button> <button name=clear value=1>清除全部 Clear all</button></form></html>"
        );
        return html.ToString();
    }

    private static string E(string text) => HtmlEncoder.Default.Encode(text);

    private static string Amount(long minor) => (minor / 100m).ToString("N2", CultureInfo.InvariantCulture);
}
