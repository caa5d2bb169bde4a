using System.Net;
using System.Text.Json.Serialization;
using FundPortal.SandboxBank;
using FundPortal.SandboxBank.Admin;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Cmb;
using FundPortal.SandboxBank.Faults;
using FundPortal.SandboxBank.Platform;

// Settings (also as --Name=value): Urls (loopback), Data (folder of books and keys), Harness (address that is told how far orders come),
// WatchParent (end with the process that started it), Income (seconds between payments that come in by themselves; 0: none).
var builder = WebApplication.CreateSlimBuilder(args);
var data = Path.GetFullPath(builder.Configuration["Data"] ?? Path.Combine("data", "sandbox-bank"));
Directory.CreateDirectory(data);
var urls = builder.Configuration["Urls"] ?? "http://127.0.0.1:5180";
if (urls.Split(';').Any(url => !new Uri(url).IsLoopback))
{
    await Console.Error.WriteLineAsync("The sandbox bank listens on this machine only.");
    return 1;
}
builder.WebHost.UseUrls(urls);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(_ => SandboxKeys.LoadOrMake(Path.Combine(data, "sandbox-keys.json")));
builder.Services.AddSingleton(services => new Ledger(Path.Combine(data, "books.db"), services.GetRequiredService<TimeProvider>()));
builder.Services.AddSingleton<FaultBook>();
builder.Services.AddSingleton(new Pace { Income = TimeSpan.FromSeconds(builder.Configuration.GetValue("Income", 0)) });
builder.Services.AddSingleton(new Harness(builder.Configuration["Harness"] is { Length: > 0 } told ? new Uri(told) : null));
builder.Services.AddSingleton<CmbCalls>();
builder.Services.AddSingleton<CmbEndpoint>();
builder.Services.AddSingleton<BillApi>();
builder.Services.AddSingleton<SettlementApi>();
builder.Services.AddHostedService<Settlement>();
builder.Services.AddHostedService<Income>();
if (builder.Configuration.GetValue("WatchParent", false))
    builder.Services.AddHostedService<ParentWatch>();
await using var app = builder.Build();

// A web page of elsewhere that has its own name resolve to this machine is not served.
app.Use((context, next) => IsHere(context.Request.Host.Host) ? next(context) : Refuse(context));
var keys = app.Services.GetRequiredService<SandboxKeys>();
DemoAccounts.Open(app.Services.GetRequiredService<Ledger>(), keys.UserId, keys.PlatformFlag);
app.MapPost("/cmb", (HttpContext context, CmbEndpoint cmb) => cmb.HandleAsync(context));
foreach (var path in (string[])["/openapi/rpc/service", "/index.php/openapi/rpc/service"])
    app.MapPost(path, (HttpContext context, BillApi bills) => bills.HandleAsync(context));
app.Services.GetRequiredService<SettlementApi>().Map(app);
app.MapAdmin();
app.MapPage();
await app.RunAsync();
return 0;

static bool IsHere(string host) =>
    host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

static Task Refuse(HttpContext context)
{
    context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
    return Task.CompletedTask;
}
