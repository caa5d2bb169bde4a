using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace FundPortal.TestKit;

/// <summary>The sandbox bank as a process of its own, with books of its own in a folder that goes with it.</summary>
public sealed class SandboxBankProcess : IAsyncDisposable
{
    /// <summary>CNY accounts of the user, as the bank opens them.</summary>
    public const string Pool = "755901234510001";
    public const string General = "121909876510802";

    /// <summary>CNY accounts of the platform's client.</summary>
    public const string Alipay = "2088123456789012";
    public const string JdWallet = "jd-wallet-360001";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private readonly HttpClient admin = new();
    private readonly string? harness;
    private Process process;

    private SandboxBankProcess(string folder, int port, string? harness)
    {
        (Folder, Address, this.harness) = (folder, new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/"), harness);
        process = Run();
    }

    public string Folder { get; }

    public Uri Address { get; }

    public string CmbAddress => new Uri(Address, "cmb").ToString();

    public string BillAddress => new Uri(Address, "openapi/rpc/service").ToString();

    public string SettlementAddress => new Uri(Address, "v1").ToString();

    public string KeysFile => Path.Combine(Folder, "sandbox-keys.json");

    /// <param name="harness">Address that is told how far orders come.</param>
    /// <param name="folder">Where its books lie; null: a new folder.</param>
    public static async Task<SandboxBankProcess> StartAsync(string? harness = null, string? folder = null)
    {
        var bank = new SandboxBankProcess(folder ?? Directory.CreateTempSubdirectory("sandbox-bank-").FullName, FreePort(), harness);
        await bank.WaitAsync();
        return bank;
    }

    /// <summary>Its keys by their names in <c>sandbox-keys.json</c>.</summary>
    public Dictionary<string, string> Keys() => JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(KeysFile), Json)!;

    /// <summary>Settings of a <c>cmb-direct</c> channel to it.</summary>
    public Dictionary<string, string> CmbValues()
    {
        var keys = Keys();
        return new(StringComparer.Ordinal)
        {
            ["userId"] = keys["userId"],
            ["signingKey"] = keys["clientPrivateKey"],
            ["encryptionKey"] = keys["encryptionKey"],
            ["bankKey"] = keys["bankPublicKey"],
        };
    }

    /// <summary>Settings of a <c>finance-bill-api</c> channel to the platform.</summary>
    public Dictionary<string, string> BillValues()
    {
        var keys = Keys();
        return new(StringComparer.Ordinal) { ["flag"] = keys["platformFlag"], ["secret"] = keys["platformSecret"] };
    }

    /// <summary>Settings of a <c>settlement-api</c> channel to the platform.</summary>
    public Dictionary<string, string> SettlementValues()
    {
        var keys = Keys();
        return new(StringComparer.Ordinal) { ["apiKey"] = keys["settlementKey"], ["secret"] = keys["settlementSecret"] };
    }

    public Task FaultAsync(string fault, string? reference = null, string? account = null, string? call = null, int? times = null) =>
        PostAsync(
            "admin/faults",
            new
            {
                fault,
                reference,
                account,
                call,
                times,
            }
        );

    public Task RandomAsync(int seed, int rate) => PostAsync("admin/random", new { seed, rate });

    /// <summary>Milliseconds; null leaves as it is.</summary>
    public Task PaceAsync(int? settle = null, int? late = null, int? @return = null, int? doubt = null, int? hang = null) =>
        PostAsync(
            "admin/pace",
            new
            {
                settle,
                late,
                @return,
                doubt,
                hang,
            }
        );

    public Task BookAsync(string account, long amountMinor, string text, string partyName = "", string? reference = null) =>
        PostAsync(
            "admin/book",
            new
            {
                account,
                amountMinor,
                text,
                partyName,
                reference,
            }
        );

    /// <summary>Takes a posting back (<c>*</c>). Postings count from 1 in their account, the opening balance being the first.</summary>
    public Task ReverseAsync(string account, long sequence) => PostAsync("admin/reverse", new { account, sequence });

    /// <summary>Takes a posting back (<c>X</c>) and books it again with this amount.</summary>
    public Task CorrectAsync(string account, long sequence, long amountMinor) =>
        PostAsync(
            "admin/correct",
            new
            {
                account,
                sequence,
                amountMinor,
            }
        );

    /// <summary>The bank's clock goes on by 24 hours: a caller's must do so too, or its calls are refused as being off.</summary>
    public Task EndDayAsync() => PostAsync("admin/end-day", new { });

    public async Task ClearFaultsAsync()
    {
        using var answer = await admin.DeleteAsync(new Uri(Address, "admin/faults"));
        answer.EnsureSuccessStatusCode();
    }

    public async Task<Report> ReportAsync() => (await admin.GetFromJsonAsync<Report>(new Uri(Address, "admin/report"), Json))!;

    /// <summary>Dies like a machine without power; its books stay.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Up again on the same books.</summary>
    public async Task StartAgainAsync()
    {
        process.Dispose();
        process = Run();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        admin.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <param name="Problems">Empty: the books add up.</param>
    public sealed record Report(IReadOnlyList<string> Problems, IReadOnlyList<AccountRow> Accounts, IReadOnlyList<OrderRow> Orders);

    public sealed record AccountRow(string Number, string Name, string Holder, string Currency, long BalanceMinor);

    /// <param name="Executions">How often money moved under the order's reference.</param>
    public sealed record OrderRow(Order Order, int Executions);

    public sealed record Order(
        string Reference,
        string FromAccount,
        string ToAccount,
        string ToName,
        string ToBank,
        string ToBankCode,
        string Currency,
        long AmountMinor,
        string Purpose,
        string State
    );

    private Process Run()
    {
        string[] arguments = [Program(), $"--Urls={Address}", $"--Data={Folder}", "--WatchParent=true", $"--Harness={harness}"];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            // The pipe closes when the tests end, however they end, and the bank with it.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private async Task WaitAsync()
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await admin.GetAsync(new Uri(Address, "admin/faults"));
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (since.Elapsed < StartLimit && !process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await admin.PostAsJsonAsync(new Uri(Address, path), body, Json);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Built in the same configuration as the tests that use it.</summary>
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "Portal.SandboxBank", "bin", output.Parent.Name, output.Name, "Portal.SandboxBank.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
