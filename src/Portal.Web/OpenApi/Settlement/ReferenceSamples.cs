using System.Text.Json.Nodes;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Each call as a program that runs as it stands: shell tools alone, and the client libraries of <c>sdk/</c>.</summary>
internal static class ReferenceSamples
{
    /// <summary>The call itself, by route, in Python, PHP, Java and C#.</summary>
    private static readonly Dictionary<string, string[]> Calls = new(StringComparer.Ordinal)
    {
        ["listAccounts"] =
        [
            "for account in api.accounts():\n    print(account[\"accountName\"], account[\"balance\"], account[\"currency\"])",
            "foreach ($api->accounts() as $account) {\n    echo \"{$account['accountName']} {$account['balance']} {$account['currency']}\\n\";\n}",
            "for (Map<String, Object> account : api.accounts()) System.out.println(account);",
            "await foreach (var account in api.AccountsAsync())\n    Console.WriteLine($\"{account.AccountName} {account.Balance} {account.Currency}\");",
        ],
        ["showBalance"] =
        [
            $"print(api.balance(\"{Id}\"))",
            $"print_r($api->balance('{Id}'));",
            $"System.out.println(api.balance(\"{Id}\"));",
            $"Console.WriteLine(await api.BalanceAsync(\"{Id}\"));",
        ],
        ["listTransactions"] =
        [
            $"for row in api.transactions(\"{Id}\", date_from=\"2026-11-01\", type=\"transfer\"):\n    print(row[\"bookedAt\"], row[\"amount\"], row[\"remark\"])",
            $"foreach ($api->transactions('{Id}', ['from' => '2026-11-01', 'type' => 'transfer']) as $row) {{\n    print_r($row);\n}}",
            $"for (Map<String, Object> row : api.transactions(\"{Id}\", Map.of(\"from\", \"2026-11-01\"))) System.out.println(row);",
            $"await foreach (var row in api.TransactionsAsync(\"{Id}\", new() {{ Type = \"transfer\" }}))\n    Console.WriteLine($\"{{row.BookedAt}} {{row.Amount}} {{row.Remark}}\");",
        ],
        ["showStatement"] =
        [
            $"print(api.statement(\"{Id}\", \"2026-11-01\", \"2026-11-30\"))",
            $"print_r($api->statement('{Id}', '2026-11-01', '2026-11-30'));",
            $"System.out.println(api.statement(\"{Id}\", \"2026-11-01\", \"2026-11-30\"));",
            $"Console.WriteLine(await api.StatementAsync(\"{Id}\", new(2026, 11, 1), new(2026, 11, 30)));",
        ],
        ["filePayment"] =
        [
            $"print(api.pay({{\"accountId\": \"{Id}\", \"payeeId\": \"{PayeeId}\", \"amount\": \"1200.00\",\n    \"purpose\": \"Invoice 2026-118\", \"externalRef\": \"INV-2026-118\"}}, key=\"order-2026-118\"))",
            $"print_r($api->pay(['accountId' => '{Id}', 'payeeId' => '{PayeeId}', 'amount' => '1200.00',\n    'purpose' => 'Invoice 2026-118', 'externalRef' => 'INV-2026-118'], 'order-2026-118'));",
            $"System.out.println(api.pay(Map.of(\"accountId\", \"{Id}\", \"payeeId\", \"{PayeeId}\", \"amount\", \"1200.00\",\n    \"purpose\", \"Invoice 2026-118\", \"externalRef\", \"INV-2026-118\"), \"order-2026-118\"));",
            $"Console.WriteLine(await api.PayAsync(new() {{ AccountId = \"{Id}\", PayeeId = \"{PayeeId}\", Amount = 1200.00m,\n    Purpose = \"Invoice 2026-118\", ExternalRef = \"INV-2026-118\" }}, \"order-2026-118\"));",
        ],
        ["findPayment"] =
        [
            "print(api.payment_by_reference(\"INV-2026-118\"))",
            "print_r($api->paymentByReference('INV-2026-118'));",
            "System.out.println(api.paymentByReference(\"INV-2026-118\"));",
            "Console.WriteLine(await api.PaymentByReferenceAsync(\"INV-2026-118\"));",
        ],
        ["showPayment"] =
        [
            $"print(api.payment(\"{Id}\"))",
            $"print_r($api->payment('{Id}'));",
            $"System.out.println(api.payment(\"{Id}\"));",
            $"Console.WriteLine(await api.PaymentAsync(\"{Id}\"));",
        ],
        ["cancelPayment"] =
        [
            $"print(api.cancel(\"{Id}\"))",
            $"print_r($api->cancel('{Id}'));",
            $"System.out.println(api.cancel(\"{Id}\"));",
            $"Console.WriteLine(await api.CancelAsync(\"{Id}\"));",
        ],
    };

    private const string Id = "0199aaaa-0000-7000-8000-000000000001";
    private const string PayeeId = "0199aaaa-0000-7000-8000-000000000002";

    /// <summary>Address, key and secret come from the environment, so that no example teaches to write them down.</summary>
    private static readonly (string Language, string Label, string Before, string After)[] Libraries =
    [
        (
            "python",
            "Python",
            "import os\nfrom fundportal import Settlement\n\napi = Settlement(os.environ[\"PORTAL\"], os.environ[\"KEY\"], os.environ[\"SECRET\"])\n",
            ""
        ),
        (
            "php",
            "PHP",
            "<?php\nrequire 'sdk/php/src/autoload.php';\n\n$api = new FundPortal\\Settlement(getenv('PORTAL'), getenv('KEY'), getenv('SECRET'));\n",
            ""
        ),
        (
            "java",
            "Java",
            "import fundportal.Settlement;\nimport java.util.Map;\n\npublic class Example {\n  public static void main(String[] args) throws Exception {\n    Settlement api = new Settlement(System.getenv(\"PORTAL\"), System.getenv(\"KEY\"), System.getenv(\"SECRET\"));\n    ",
            "\n  }\n}"
        ),
        (
            "csharp",
            "C#",
            "using FundPortal.Sdk;\n\nstatic string Env(string name) => Environment.GetEnvironmentVariable(name)!;\nusing var api = new Settlement(new Uri(Env(\"PORTAL\")), Env(\"KEY\"), Env(\"SECRET\"));\n",
            ""
        ),
    ];

    public static JsonArray Of(string method, string path, CallRoute route)
    {
        var samples = new JsonArray(Sample("shell", "Shell", Shell(method, path, route)));
        if (Calls.TryGetValue(route.Name, out var calls))
        {
            for (var i = 0; i < Libraries.Length; i++)
                samples.Add(Sample(Libraries[i].Language, Libraries[i].Label, Libraries[i].Before + calls[i] + Libraries[i].After));
        }
        return samples;
    }

    private static JsonObject Sample(string language, string label, string source) =>
        new()
        {
            ["lang"] = language,
            ["label"] = label,
            ["source"] = source,
        };

    private static string Shell(string method, string path, CallRoute route)
    {
        var target = path.Replace("{id}", Id, StringComparison.Ordinal);
        var query = string.Join(
            '&',
            route
                .Parameters.Where(parameter => parameter.Name is not "cursor")
                .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Example)}")
        );
        var body = route.Fields is { } fields
            ? new JsonObject(
                fields.Where(field => field.IsInExample).Select(field => new KeyValuePair<string, JsonNode?>(field.Name, field.Example))
            ).ToJsonString()
            : "";
        return $$"""
            # PORTAL=https://portal.example.com KEY=sk_live_… SECRET=…
            P="{{target}}" Q='{{query}}' B='{{body}}' I={{(route.IsIdempotent ? "order-2026-118" : "''")}}
            T=$(date +%s) N=$(openssl rand -hex 16)
            H=$(printf %s "$B" | openssl dgst -sha256 -r | cut -d' ' -f1)
            S=$(printf '%s\n%s\n%s\n%s\n%s\n%s\n%s' {{method}} "$P" "$Q" "$T" "$N" "$I" "$H" |
              openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)
            curl -sS -X {{method}} "$PORTAL$P{{(query.Length > 0 ? "?$Q" : "")}}" -H "Authorization: Bearer $KEY" \
              -H "X-Timestamp: $T" -H "X-Nonce: $N" -H "X-Signature: $S"{{(route.IsIdempotent ? " -H \"Idempotency-Key: $I\"" : "")}}{{(
                body.Length > 0 ? " \\\n  -H 'Content-Type: application/json' --data-binary \"$B\"" : ""
            )}}
            """;
    }
}
